package io.actorproxy.cluster.hazelcast;

import static io.actorproxy.cluster.hazelcast.TestMember.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.cluster.news.ClusterNews;
import io.actorproxy.cluster.news.Discovery;
import io.actorproxy.cluster.news.News;
import io.actorproxy.cluster.news.NewsContext;
import io.actorproxy.cluster.news.NewsListener;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.setting.Environment;
import io.actorproxy.statestore.cluster.View;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** How each strategy finds other members, from the variables on. */
final class DiscoveryTest {
  private static final News NEWS = new News.ViewChanged(new View(1, 1, 1));

  /** A member as the product makes it. */
  private static final class Found implements NewsListener, AutoCloseable {
    final List<News> told = new CopyOnWriteArrayList<>();
    private final ClusterNews news;

    Found(Discovery strategy, String host, int port, Map<String, String> more) {
      Map<String, String> variables = new HashMap<>(more);
      variables.put("PROXY_HAZELCAST_PORT", Integer.toString(port));
      variables.put("PROXY_CLUSTER_POLLING", "1");
      Environment env = new Environment(variables);
      HazelcastConfig config = HazelcastSettings.read(env, strategy);
      news =
          config.open(
              new NewsContext(
                  "found-by-" + strategy, host, false, () -> List.of(host, host), this));
      news.start();
    }

    @Override
    public void onNews(News item) {
      told.add(item);
    }

    @Override
    public void onSuspicion() {}

    @Override
    public void close() {
      news.close();
    }
  }

  private static void awaitNews(Found from, Found to) {
    await()
        .untilAsserted(
            () -> {
              from.news.publish(NEWS);
              assertThat(to.told).contains(NEWS);
            });
  }

  private static void awaitOne(RecordedLog log) {
    await()
        .untilAsserted(
            () -> assertThat(log.lines()).anyMatch(line -> line.contains("between 1 members")));
  }

  @Test
  void withKubernetesDnsTheyHaveTheAddressesOfTheHeadlessService() throws Exception {
    String service = "proxy-headless" + TestResolver.ZONE;
    int port = TestMember.freePorts(1).getFirst();
    Map<String, String> variables = Map.of("PROXY_HEADLESS_SERVICE", service);
    try (DnsServer dns = new DnsServer();
        RecordedLog log = new RecordedLog(HazelcastNews.class.getName(), Level.INFO)) {
      TestResolver.port = dns.port();
      dns.answers(service, "127.0.0.1");
      try (Found one = new Found(Discovery.KUBERNETES_DNS, "127.0.0.1", port, variables)) {
        awaitOne(log);
        dns.answers(service, "127.0.0.1", "127.0.0.2");
        try (Found two = new Found(Discovery.KUBERNETES_DNS, "127.0.0.2", port, variables)) {
          awaitNews(one, two);
          awaitNews(two, one);
        }
      }
      assertThat(dns.questions).hasPositiveValue();
    }
  }

  @Test
  void withStaticTheyAreWhereTheVariableSays() throws Exception {
    List<Integer> ports = TestMember.freePorts(2);
    Map<String, String> variables =
        Map.of(
            "PROXY_CLUSTER_MEMBERS",
            "localhost:%d, 127.0.0.1:%d".formatted(ports.get(0), ports.get(1)));
    try (Found one = new Found(Discovery.STATIC, "127.0.0.1", ports.get(0), variables);
        Found two = new Found(Discovery.STATIC, "127.0.0.1", ports.get(1), variables)) {
      awaitNews(one, two);
    }
  }

  @Test
  void withGossipTheyAnswerInTheGroup() throws Exception {
    List<Integer> ports = TestMember.freePorts(2);
    try (Found one = new Found(Discovery.GOSSIP, "127.0.0.1", ports.get(0), Map.of());
        Found two = new Found(Discovery.GOSSIP, "127.0.0.1", ports.get(1), Map.of())) {
      awaitNews(one, two);
    }
  }
}
