package io.actorproxy.cluster.part;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.time.TimeSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LeaseReadinessTest {
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
  private final LeaseReadiness readiness = new LeaseReadiness(clock, 15_000);

  @Test
  void aMemberIsReadyOnceItHasJoined() {
    assertThat(readiness.problem()).isEqualTo("the proxy has not joined its cluster yet");
    readiness.onValid();
    assertThat(readiness.problem()).isNull();
  }

  @Test
  void aShortAbsenceOfTheDatabaseTakesNoMemberOut() {
    readiness.onValid();
    clock.millis += 15_000;
    assertThat(readiness.problem()).isNull();

    clock.millis += 2_000;
    assertThat(readiness.problem())
        .isEqualTo("no heartbeat has reached the database for 17 s, so no turn starts");

    readiness.onValid();
    assertThat(readiness.problem()).isNull();
  }
}
