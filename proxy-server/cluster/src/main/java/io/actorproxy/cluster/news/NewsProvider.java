package io.actorproxy.cluster.news;

import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import org.jspecify.annotations.Nullable;

/**
 * A carrier of news that a distribution may lack. It is in a jar of its own, with a file {@code
 * META-INF/services/io.actorproxy.cluster.news.NewsProvider} that names its class; the class has a
 * public constructor without parameters. Until its news are opened it loads no class of a library.
 */
public interface NewsProvider {
  /** What it is, in a word or two, as logs and errors show it. */
  String title();

  /** Its variables. */
  Section section();

  /**
   * Reads all its variables, also if it is not used, so that a wrong one is always told. Opens
   * nothing.
   *
   * @param env takes what is wrong with them
   * @param discovery how members are found; null if it is not used
   */
  ConfiguredNews configure(Environment env, @Nullable Discovery discovery);
}
