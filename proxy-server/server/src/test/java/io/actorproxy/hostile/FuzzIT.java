package io.actorproxy.hostile;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.Sdk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is sent to the proxy, it answers what can be answered and is none the worse for it. The
 * system property {@code seed} repeats a run, {@code attack} a single request of it.
 */
@Timeout(600)
final class FuzzIT {
  private static final int ATTACKS = Integer.getInteger("attacks", 8_000);
  private static final int ATTACKERS = 8;
  private static final long HEAP_GROWTH_MAX = 48 << 20;

  @Test
  void hostileRequestsAreAnsweredAndChangeNothing() throws Exception {
    Long given = Long.getLong("seed");
    long seed = given != null ? given : ThreadLocalRandom.current().nextInt(1_000_000);
    Long only = Long.getLong("attack");
    System.out.println("Fuzz: -Dseed=" + seed);
    try (Victim victim =
        Victim.start(
            Sdk.NODE,
            Map.of("JAVA_OPTS", "-Dio.netty.leakDetection.level=paranoid"),
            counter("a"),
            counter("b"),
            unnamed("u").counting())) {
      assertThat(victim.call(Victim.CALM, "add", "42")).isEqualTo("42");
      // The first attacks warm up what stays in memory for good.
      attack(victim, seed * 1_000_000_000L, only == null ? ATTACKS / 10 : 0);
      int filesBefore = victim.openFiles();
      int threadsBefore = victim.threads();
      long heapBefore = victim.heapBytes();

      long begin = System.nanoTime();
      Outcome outcome =
          only == null
              ? attack(victim, seed * 1_000_000_000L + ATTACKS, ATTACKS)
              : attack(victim, only, 1);

      System.out.printf(
          "Fuzz: -Dseed=%d: %d requests on %d connections in %d ms; answers by status"
              + " (0: closed): %s%n",
          seed,
          ATTACKS,
          outcome.connections(),
          (System.nanoTime() - begin) / 1_000_000,
          outcome.answers());
      assertThat(victim.call(Victim.CALM, "read", "")).isEqualTo("42");
      victim.assertHealthy();
      assertThat(victim.host().violations()).as("what reached the host").isEmpty();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> victim.openFiles() <= filesBefore + ATTACKERS);
      long heapAfter = victim.heapBytes();
      System.out.printf(
          "Fuzz: open files %d -> %d, threads %d -> %d, heap %d KiB -> %d KiB%n",
          filesBefore,
          victim.openFiles(),
          threadsBefore,
          victim.threads(),
          heapBefore >> 10,
          heapAfter >> 10);
      assertThat(victim.threads()).isLessThanOrEqualTo(threadsBefore + ATTACKERS);
      assertThat(heapAfter).isLessThan(heapBefore + HEAP_GROWTH_MAX);
    }
  }

  private record Outcome(int connections, Map<Integer, AtomicInteger> answers) {}

  private static Outcome attack(Victim victim, long firstSeed, int count) throws Exception {
    AtomicLong next = new AtomicLong(firstSeed);
    ConcurrentHashMap<Integer, AtomicInteger> answers = new ConcurrentHashMap<>();
    int connections = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> attackers = new ArrayList<>();
      for (int i = 0; i < ATTACKERS; i++) {
        Attacker attacker =
            new Attacker(
                victim.port(),
                () -> {
                  long seed = next.getAndIncrement();
                  return seed < firstSeed + count ? seed : -1;
                },
                new Random(firstSeed + i),
                answers);
        attackers.add(threads.submit(attacker::run));
      }
      for (Future<Integer> attacker : attackers) {
        connections += attacker.get();
      }
    }
    return new Outcome(connections, new TreeMap<>(answers));
  }
}
