package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.scenario.LiveCluster.Member;
import io.actorproxy.scenario.LiveCluster.Setup;
import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** How members find each other or are refused, and how they part. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MembersMeetIT {
  private LiveCluster cluster;

  @BeforeAll
  void startDatabase(@TempDir Path directory) throws Exception {
    cluster = new LiveCluster(directory);
  }

  @AfterEach
  void stopMembers() throws Exception {
    cluster.stopMembers();
  }

  @AfterAll
  void stopDatabase() throws Exception {
    cluster.close();
  }

  private static ActorScript[] counters(String prefix) {
    return IntStream.range(0, 16)
        .mapToObj(i -> ActorScript.counter(prefix + i))
        .toArray(ActorScript[]::new);
  }

  private static void addToEach(Member through, String prefix, long sum) {
    for (int i = 0; i < 16; i++) {
      assertThat(through.call(prefix + i, "add", "1")).isEqualTo(Long.toString(sum));
    }
  }

  @Test
  void aProxyWithAnotherSecretDoesNotJoinAndSaysWhy() throws Exception {
    Member one = cluster.member("secret", "one", counter("s")).start().awaitReady();
    Member stranger =
        cluster
            .member("secret", "stranger", counter("s"))
            .with("PROXY_CLUSTER_SECRET", "another-secret-of-members")
            .startAlone();
    await()
        .untilAsserted(
            () -> assertThat(stranger.readiness()).startsWith("503 ").contains("another cluster"));
    assertThat(one.seen()).isEqualTo(1);
    assertThat(one.call("s", "add", "1")).isEqualTo("1");
  }

  @Test
  void withCrdtNewsGoThroughHazelcastAndWithoutItAllElseGoesOn() throws Exception {
    int onePort = Ports.free();
    int twoPort = Ports.free();
    String all = "127.0.0.1:%d,127.0.0.1:%d".formatted(onePort, twoPort);
    try (RecordedLog log = new RecordedLog("io.actorproxy.cluster.hazelcast", Level.INFO)) {
      Member one = crdt("one", onePort, all).start();
      Member two = crdt("two", twoPort, all).start();
      await()
          .atMost(Duration.ofSeconds(50))
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .anyMatch(line -> line.contains("carries news between 2 members")));
      long sum = 0;
      do {
        addToEach(one, "c", ++sum);
      } while (two.ran("add") == 0 && sum < 10_000);

      Set.copyOf(Hazelcast.getAllHazelcastInstances())
          .forEach(instance -> instance.getLifecycleService().terminate());
      addToEach(two, "c", ++sum);
      assertThat(two.stop()).isTrue();
      addToEach(one, "c", ++sum);
      await().until(() -> one.seen() == 1);
    } finally {
      Set.copyOf(Hazelcast.getAllHazelcastInstances()).forEach(HazelcastInstance::shutdown);
    }
  }

  private Setup crdt(String name, int port, String all) {
    return cluster
        .member("crdt", name, counters("c"))
        .with("SPAWN_SUPERVISORS_STATE_HANDOFF_CONTROLLER", "crdt")
        .with("PROXY_HAZELCAST_PORT", Integer.toString(port))
        .with("PROXY_CLUSTER_MEMBERS", all);
  }

  /** As when a pod ends: both get SIGTERM, and the host does not wait for the proxy. */
  @Test
  void aHostAndItsProxyMayStopAtOnce() throws Exception {
    Member one = cluster.member("both", "one", counters("b")).start();
    addToEach(one, "b", 1);
    Member two = cluster.member("both", "two", counters("b")).start();
    addToEach(two, "b", 2);
    AtomicBoolean isOver = new AtomicBoolean();
    CompletableFuture<Long> calls =
        CompletableFuture.supplyAsync(
            () -> {
              long sum = 2;
              while (!isOver.get()) {
                addToEach(two, "b", ++sum);
              }
              return sum;
            });
    long before = one.ran("add");
    await().until(() -> one.ran("add") > before + 50);
    one.host.stopListening();
    assertThat(one.stop()).isTrue();
    await().until(() -> two.ran("add") > 50);
    isOver.set(true);
    addToEach(two, "b", calls.join() + 1);
  }
}
