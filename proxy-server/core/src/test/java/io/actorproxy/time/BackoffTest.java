package io.actorproxy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private final Backoff backoff = new Backoff(20, 1_000);

  @Test
  void pausesDoubleFromTheShortestToTheLongest() {
    assertThat(IntStream.rangeClosed(1, 8).mapToLong(backoff::after))
        .containsExactly(20L, 40L, 80L, 160L, 320L, 640L, 1_000L, 1_000L);
  }

  @Test
  void thePauseStaysTheLongestHoweverOftenAnAttemptFails() {
    assertThat(LongStream.of(62, 63, 64, 65, 1_000, Integer.MAX_VALUE))
        .allSatisfy(attempt -> assertThat(backoff.after(attempt.intValue())).isEqualTo(1_000));
    assertThat(new Backoff(1, Long.MAX_VALUE).after(Integer.MAX_VALUE)).isEqualTo(1L << 62);
  }

  @Test
  void pausesWithoutLengthStayWithoutLength() {
    Backoff none = new Backoff(0, 0);

    assertThat(none.after(100)).isZero();
    assertThat(none.jittered(100, new SplittableRandom(1))).isZero();
  }

  @Test
  void jitteredPausesDifferByATenthAtMost() {
    SplittableRandom random = new SplittableRandom(1);

    assertThat(IntStream.range(0, 1_000).mapToLong(_ -> backoff.jittered(6, random)))
        .allMatch(pause -> pause >= 576 && pause <= 704)
        .contains(576L, 704L);
  }

  @Test
  void aWantedPauseIsCutToTheLimits() {
    SplittableRandom random = new SplittableRandom(1);

    assertThat(IntStream.range(0, 100).mapToLong(_ -> backoff.jitteredWithin(7, random)))
        .allMatch(pause -> pause >= 18 && pause <= 22);
    assertThat(IntStream.range(0, 100).mapToLong(_ -> backoff.jitteredWithin(70_000, random)))
        .allMatch(pause -> pause >= 900 && pause <= 1_100);
  }

  @Test
  void limitsInTheWrongOrderAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(-1, 1));
  }
}
