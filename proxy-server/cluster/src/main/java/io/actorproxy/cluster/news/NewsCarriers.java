package io.actorproxy.cluster.news;

import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.ValueType;
import io.actorproxy.setting.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which carrier of news the distribution has, and whether it is used.
 *
 * <p>The composition shows {@link #sections} with its own, calls {@link #configure} when it reads
 * its settings, and {@link ConfiguredNews#open} when it opens. It closes what it opened.
 */
public final class NewsCarriers {
  private static final Logger LOG = LoggerFactory.getLogger(NewsCarriers.class);
  private static final Section SECTION = new Section("News between members");
  private static final String CRDT = "crdt";
  private static final String PERSISTENT = "persistent";
  private static final String NATS = "nats";

  static final Variable<String> CONTROLLER =
      SECTION.original(
          "SPAWN_SUPERVISORS_STATE_HANDOFF_CONTROLLER",
          ValueType.text("crdt, persistent or nats"),
          CRDT,
          "How members learn of changes before their next heartbeat: with `crdt` by Hazelcast and"
              + " by the member link, with `persistent` by the link alone. `nats` means"
              + " `persistent` in this version, and so does every other word.");

  private final List<NewsProvider> providers;

  NewsCarriers(List<NewsProvider> providers) {
    this.providers = List.copyOf(providers);
  }

  /** Those of the class path. */
  public static NewsCarriers found() {
    return new NewsCarriers(
        ServiceLoader.load(NewsProvider.class, NewsCarriers.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  /** The variables of all of them. */
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>(List.of(SECTION));
    providers.forEach(provider -> sections.add(provider.section()));
    return List.copyOf(sections);
  }

  /**
   * Reads the variables of all of them.
   *
   * @param env takes what is wrong with them
   * @param discovery how members are found; null if this process works alone
   */
  public ConfiguredNews configure(Environment env, @Nullable Discovery discovery) {
    String controller = env.get(CONTROLLER).toLowerCase(Locale.ROOT);
    Discovery used = controller.equals(CRDT) ? discovery : null;
    ConfiguredNews news = new WithoutCarrier(discovery == null ? "" : controller);
    for (NewsProvider provider : providers) {
      ConfiguredNews configured = provider.configure(env, used);
      news = used == null ? news : configured;
    }
    return news;
  }

  /**
   * No news.
   *
   * @param controller the word that asks for it; empty if the process works alone
   */
  private record WithoutCarrier(String controller) implements ConfiguredNews {
    @Override
    public ClusterNews open(NewsContext context) {
      switch (controller) {
        case "", PERSISTENT -> {}
        case CRDT ->
            LOG.info("This distribution has no carrier of news; the member link has them alone");
        case NATS ->
            LOG.info("{}=nats means persistent in this version of the proxy", CONTROLLER.name());
        default ->
            LOG.info("{}={} means persistent", CONTROLLER.name(), CONTROLLER.shown(controller));
      }
      return ClusterNews.NONE;
    }
  }
}
