package io.actorproxy.cluster.hazelcast;

import static io.actorproxy.cluster.hazelcast.TestMember.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.cluster.news.News;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.statestore.cluster.View;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** A Hazelcast that cannot start, or cannot join, keeps its member from nothing. */
final class HazelcastAloneTest {
  @Test
  void aPortThatIsInUseIsAWarningAndTriedAgain() throws Exception {
    try (RecordedLog log = new RecordedLog(HazelcastNews.class.getName(), Level.INFO);
        ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));
      int port = taken.getLocalPort();
      try (TestMember member = TestMember.started("alone-test", port, List.of(port))) {
        await()
            .untilAsserted(
                () -> assertThat(log.lines()).anyMatch(line -> line.contains("does not run")));
        for (int i = 0; i < 10_000; i++) {
          member.news.publish(new News.ViewChanged(new View(i, i, i)));
        }
        assertThat(member.news.served()).isEmpty();

        taken.close();
        await()
            .untilAsserted(
                () -> assertThat(log.lines()).anyMatch(line -> line.contains("carries news")));
      }
    }
  }

  @Test
  void membersThatAreNotReachedAreAWarning() throws Exception {
    int port = TestMember.freePorts(1).getFirst();
    try (RecordedLog log = new RecordedLog(HazelcastNews.class.getName(), Level.INFO);
        TestMember member =
            new TestMember(
                "alone-test", "127.0.0.1", port, List.of(), InetAddress::getAllByName, 2)) {
      member.news.start();
      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .anyMatch(line -> line.contains("reaches 1 of 2 members")));
    }
  }

  @Test
  void membersFindEachOtherOnceTheNameHasTheirAddresses() throws Exception {
    int port = TestMember.freePorts(1).getFirst();
    List<InetAddress> ready = new CopyOnWriteArrayList<>();
    MemberNames.Lookup dns = _ -> ready.toArray(InetAddress[]::new);
    try (var one = new TestMember("dns-test", "127.0.0.1", port, List.of("members"), dns, 2);
        var two = new TestMember("dns-test", "127.0.0.2", port, List.of("members"), dns, 2);
        RecordedLog log = new RecordedLog(HazelcastNews.class.getName(), Level.INFO)) {
      one.news.start();
      two.news.start();
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          log.lines().stream().filter(line -> line.contains("between 1 members")))
                      .hasSize(2));

      ready.add(InetAddress.getByName("127.0.0.1"));
      ready.add(InetAddress.getByName("127.0.0.2"));
      News news = new News.ViewChanged(new View(1, 1, 1));
      await()
          .untilAsserted(
              () -> {
                one.news.publish(news);
                assertThat(two.told).contains(news);
              });
    }
  }
}
