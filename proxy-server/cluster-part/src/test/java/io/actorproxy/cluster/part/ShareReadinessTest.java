package io.actorproxy.cluster.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.time.TimeSource;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ShareReadinessTest {
  private static final class Clock implements TimeSource {
    private long millis = 1_000;

    @Override
    public long nanoTime() {
      return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public long epochMillis() {
      return millis;
    }
  }

  private final Clock clock = new Clock();
  private final ShareReadiness readiness = new ShareReadiness(clock);

  @Test
  void aMemberIsReadyOnceItHasGotItsShare() {
    readiness.onLook(OptionalInt.empty(), 0);
    assertThat(readiness.problem()).isEqualTo("the other members do not know this proxy yet");

    readiness.onLook(OptionalInt.of(80), 5);
    assertThat(readiness.problem()).isEqualTo("80 slots are still to move to this proxy");

    readiness.onLook(OptionalInt.of(0), 85);
    assertThat(readiness.problem()).isNull();
  }

  @Test
  void whatMovesLaterIsNoReason() {
    readiness.onLook(OptionalInt.of(0), 256);
    readiness.onLook(OptionalInt.of(80), 176);

    assertThat(readiness.problem()).isNull();
  }

  @Test
  void oneWhoseHostIsNotUpIsReady() {
    readiness.onLook(OptionalInt.of(0), 0);
    assertThat(readiness.problem()).isNull();

    readiness.onLook(OptionalInt.of(80), 0);
    assertThat(readiness.problem()).isNotNull();
  }

  @Test
  void aShareThatDoesNotComeIsNotWaitedForAnyLonger() {
    readiness.onLook(OptionalInt.of(80), 0);
    clock.millis += 9_999;
    readiness.onLook(OptionalInt.of(80), 0);
    assertThat(readiness.problem()).isNotNull();

    clock.millis += 1;
    readiness.onLook(OptionalInt.of(80), 0);
    assertThat(readiness.problem()).isNull();
  }
}
