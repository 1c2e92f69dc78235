package io.actorproxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.Registration;
import io.spawn.RegistrationRequest;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Registry;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProxyMetricsTest {
  private static final Pattern COLLECTIONS =
      Pattern.compile("^jvm_gc_pause_seconds_count\\{gc=\"[^\"]+\"} (.+)$", Pattern.MULTILINE);
  private static final Pattern SECONDS =
      Pattern.compile("^jvm_gc_pause_seconds_sum\\{gc=\"[^\"]+\"} (.+)$", Pattern.MULTILINE);

  @Test
  void collectionsOfTheHeapAreCountedAndTimed() {
    try (ProxyMetrics metrics = new ProxyMetrics(10)) {
      double before = sum(COLLECTIONS, metrics);

      System.gc();

      assertThat(sum(COLLECTIONS, metrics)).isGreaterThan(before);
      assertThat(sum(SECONDS, metrics)).isPositive();
    }
  }

  @Test
  void aCounterGoesOnCountingAfterACollection() {
    try (ProxyMetrics metrics = new ProxyMetrics(10)) {
      AtomicLong refused = new AtomicLong();
      metrics.counter("a.counter", "of a test", refused::get);

      System.gc();
      refused.set(7);

      assertThat(metrics.scrape()).contains("a_counter_total 7.0");
    }
  }

  @Test
  void whatGoesOnWhileTheProgramRunsIsNoPause() {
    assertThat(
            Stream.of(
                    "Copy",
                    "MarkSweepCompact",
                    "G1 Concurrent GC",
                    "ZGC Minor Cycles",
                    "ZGC Minor Pauses",
                    "Shenandoah Cycles",
                    "Shenandoah Pauses")
                .filter(ProxyMetrics::isPause))
        .containsExactly(
            "Copy",
            "MarkSweepCompact",
            "G1 Concurrent GC",
            "ZGC Minor Pauses",
            "Shenandoah Pauses");
  }

  private static void turnsOf(ProxyMetrics metrics, int types) {
    for (int i = 0; i < types; i++) {
      metrics.onTurn(type("type" + i), "add", null, 1, 1, 1);
    }
  }

  private static ActorType type(String name) {
    Actor actor = Actor.newBuilder().setId(ActorId.newBuilder().setName(name)).build();
    return Registration.typesOf(
            RegistrationRequest.newBuilder()
                .setActorSystem(
                    ActorSystem.newBuilder()
                        .setName("shop")
                        .setRegistry(Registry.newBuilder().putActors(name, actor)))
                .build())
        .getFirst();
  }

  private static List<String> lines(ProxyMetrics metrics) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith("actorproxy_invocation_seconds"))
        .toList();
  }

  @Test
  void typesBeyondTheLimitAreCountedTogether() {
    try (ProxyMetrics metrics = new ProxyMetrics(10)) {
      turnsOf(metrics, 2_000);

      assertThat(lines(metrics)).hasSize(9 * 11);
      assertThat(metrics.scrape())
          .contains(
              "actorproxy_invocation_seconds_count{action=\"other\",outcome=\"ok\","
                  + "phase=\"host\",system=\"other\",type=\"other\"} 1990");
    }
  }

  @Test
  void theSeriesOfTypesThatAreGoneGoTooAndMakeRoom() {
    try (ProxyMetrics metrics = new ProxyMetrics(10)) {
      turnsOf(metrics, 5);

      metrics.retain((system, type) -> system.equals("shop") && type.equals("type3"));

      assertThat(lines(metrics)).hasSize(9).allMatch(line -> line.contains("type=\"type3\""));
      turnsOf(metrics, 10);
      assertThat(lines(metrics)).hasSize(9 * 10);
    }
  }

  private static double sum(Pattern pattern, ProxyMetrics metrics) {
    List<Double> figures =
        pattern.matcher(metrics.scrape()).results().map(r -> Double.valueOf(r.group(1))).toList();
    assertThat(figures).isNotEmpty();
    return figures.stream().mapToDouble(Double::doubleValue).sum();
  }
}
