package io.actorproxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
    try (ProxyMetrics metrics = new ProxyMetrics()) {
      double before = sum(COLLECTIONS, metrics);

      System.gc();

      assertThat(sum(COLLECTIONS, metrics)).isGreaterThan(before);
      assertThat(sum(SECONDS, metrics)).isPositive();
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

  private static double sum(Pattern pattern, ProxyMetrics metrics) {
    List<Double> figures =
        pattern.matcher(metrics.scrape()).results().map(r -> Double.valueOf(r.group(1))).toList();
    assertThat(figures).isNotEmpty();
    return figures.stream().mapToDouble(Double::doubleValue).sum();
  }
}
