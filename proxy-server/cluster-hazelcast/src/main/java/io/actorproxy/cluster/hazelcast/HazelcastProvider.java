package io.actorproxy.cluster.hazelcast;

import io.actorproxy.cluster.news.ConfiguredNews;
import io.actorproxy.cluster.news.Discovery;
import io.actorproxy.cluster.news.NewsProvider;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import org.jspecify.annotations.Nullable;

/** Hazelcast as a carrier of news. */
public final class HazelcastProvider implements NewsProvider {
  @Override
  public String title() {
    return "Hazelcast";
  }

  @Override
  public Section section() {
    return HazelcastSettings.SECTION;
  }

  @Override
  public ConfiguredNews configure(Environment env, @Nullable Discovery discovery) {
    return HazelcastSettings.read(env, discovery);
  }
}
