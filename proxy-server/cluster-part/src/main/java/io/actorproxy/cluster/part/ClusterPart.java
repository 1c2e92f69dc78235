package io.actorproxy.cluster.part;

import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.part.DoorSettings;
import io.actorproxy.part.ServerPart;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;

/** The membership in a cluster as a part of the proxy. */
public final class ClusterPart implements ServerPart {
  @Override
  public String title() {
    return "cluster";
  }

  @Override
  public Section section() {
    return ClusterSettings.SECTION;
  }

  @Override
  public ConfiguredPart configure(Environment env, DoorSettings door) {
    return ClusterSettings.read(env);
  }
}
