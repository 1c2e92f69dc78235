package io.actorproxy.cluster.news;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NewsCarriersTest {
  private final NewsCarriers carriers = new NewsCarriers(List.of(new FakeProvider()));

  @Test
  void aClusterHasNewsByTheCarrierUnlessItIsToldOtherwise() {
    assertThat(configured("")).isEqualTo(new FakeNews(Discovery.STATIC));
    assertThat(configured("CRDT")).isEqualTo(new FakeNews(Discovery.STATIC));
  }

  @Test
  void otherControllersUseNoCarrier() {
    for (String controller : List.of("persistent", "nats", "something else")) {
      ConfiguredNews news = configured(controller);
      assertThat(news).isNotInstanceOf(FakeNews.class);
      assertThat(open(news)).isSameAs(ClusterNews.NONE);
    }
  }

  @Test
  void aProxyThatWorksAloneUsesNoCarrier() {
    ConfiguredNews news = carriers.configure(new Environment(Map.of()), null);
    assertThat(open(news)).isSameAs(ClusterNews.NONE);
  }

  @Test
  void aDistributionMayLackTheCarrier() {
    var none = new NewsCarriers(List.of());
    assertThat(open(none.configure(new Environment(Map.of()), Discovery.GOSSIP)))
        .isSameAs(ClusterNews.NONE);
  }

  @Test
  void whatIsWrongWithTheVariablesOfACarrierIsToldThoughItIsNotUsed() {
    Environment env = new Environment(Map.of(NewsCarriers.CONTROLLER.name(), "persistent"));
    carriers.configure(env, Discovery.GOSSIP);
    assertThat(env.warnings()).containsExactly("read for null");
  }

  private ConfiguredNews configured(String controller) {
    Environment env = new Environment(Map.of(NewsCarriers.CONTROLLER.name(), controller));
    return carriers.configure(env, Discovery.STATIC);
  }

  private static ClusterNews open(ConfiguredNews news) {
    return news.open(new NewsContext("cluster", "localhost", true, List::of, new Deaf()));
  }

  private record FakeNews(@Nullable Discovery discovery) implements ConfiguredNews {
    @Override
    public ClusterNews open(NewsContext context) {
      throw new AssertionError("is not to be opened");
    }
  }

  private static final class FakeProvider implements NewsProvider {
    @Override
    public String title() {
      return "fake";
    }

    @Override
    public Section section() {
      return new Section("Fake");
    }

    @Override
    public ConfiguredNews configure(Environment env, @Nullable Discovery discovery) {
      env.warn("read for " + discovery);
      return new FakeNews(discovery);
    }
  }

  private static final class Deaf implements NewsListener {
    @Override
    public void onNews(News news) {}

    @Override
    public void onSuspicion() {}
  }
}
