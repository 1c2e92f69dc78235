package io.actorproxy.ingress.admin;

import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.part.DoorSettings;
import io.actorproxy.part.ServerPart;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;

/** The admin API as a part of the proxy. */
public final class AdminPart implements ServerPart {
  @Override
  public String title() {
    return "admin API";
  }

  @Override
  public Section section() {
    return AdminSettings.SECTION;
  }

  @Override
  public ConfiguredPart configure(Environment env, DoorSettings door) {
    return new AdminPort(AdminSettings.read(env, door));
  }
}
