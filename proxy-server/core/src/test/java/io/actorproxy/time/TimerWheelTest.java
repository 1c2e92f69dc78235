package io.actorproxy.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimerWheelTest {
  private final ManualTime time = new ManualTime();
  private final TimerWheel wheel = new TimerWheel(time);
  private final List<String> ran = new ArrayList<>();

  @Test
  void aTimeoutIsNeverEarlyAndAtMostATickLate() {
    for (long delay : new long[] {0, 1, 9, 10, 11, 99, 100, 10_230, 10_240, 10_250, 50_000}) {
      time.advanceMillis(3);
      long started = time.epochMillis();
      long[] ranAt = {-1};
      wheel.schedule(delay, () -> ranAt[0] = time.epochMillis());
      while (ranAt[0] < 0) {
        advance(1);
      }
      assertThat(ranAt[0] - started).isBetween(delay, delay + TimerWheel.TICK_MILLIS);
    }
  }

  @Test
  void aTimeoutForAMomentOfTheClockIsNeverEarlyAndAtMostATickLate() {
    for (long delay : new long[] {-20, 0, 1, 9, 10, 11, 10_240, 10_250}) {
      time.advanceMillis(3);
      long due = time.nanoTime() + delay * 1_000_000;
      long[] ranAt = {-1};
      wheel.addAt(
          new TimerWheel.Timeout() {
            @Override
            protected void onTimeout() {
              ranAt[0] = time.nanoTime();
            }
          },
          due);
      while (ranAt[0] < 0) {
        advance(1);
      }
      assertThat((ranAt[0] - due) / 1_000_000)
          .isBetween(0L, Math.max(0, -delay) + TimerWheel.TICK_MILLIS);
    }
  }

  @Test
  void timeoutsRunInTheOrderOfTheirTimes() {
    schedule(30, "c");
    schedule(10, "a");
    schedule(20, "b");

    advance(100);

    assertThat(ran).containsExactly("a", "b", "c");
  }

  @Test
  void timeoutsOfTheSameTickRunInTheOrderInWhichTheyWereAdded() {
    schedule(20, "a");
    schedule(20, "b");
    schedule(20, "c");

    advance(100);

    assertThat(ran).containsExactly("a", "b", "c");
  }

  @Test
  void whatIsCancelledDoesNotRun() {
    TimerWheel.Timeout cancelled = wheel.schedule(20, () -> ran.add("a"));
    schedule(20, "b");

    cancelled.cancel();
    cancelled.cancel();
    advance(100);

    assertThat(ran).containsExactly("b");
    assertThat(cancelled.isPending()).isFalse();
    assertThat(wheel.size()).isZero();
  }

  @Test
  void aTimeoutMayCancelAnotherOfTheSameTick() {
    TimerWheel.Timeout[] second = new TimerWheel.Timeout[1];
    wheel.schedule(20, () -> second[0].cancel());
    second[0] = wheel.schedule(20, () -> ran.add("second"));
    schedule(20, "third");

    advance(100);

    assertThat(ran).containsExactly("third");
    assertThat(wheel.size()).isZero();
  }

  @Test
  void aTimeoutMayCancelAndAddAnotherOfTheSameTickAgain() {
    Repeated second = new Repeated("second");
    wheel.schedule(
        20,
        () -> {
          second.cancel();
          wheel.add(second, 50);
        });
    wheel.add(second, 20);

    advance(20);
    assertThat(ran).isEmpty();
    advance(50);

    assertThat(ran).containsExactly("second");
  }

  @Test
  void aTimeoutMayAddItselfAgain() {
    Repeated repeated =
        new Repeated("tick") {
          @Override
          protected void onTimeout() {
            super.onTimeout();
            wheel.add(this, 10);
          }
        };
    wheel.add(repeated, 10);

    for (int i = 0; i < 10; i++) {
      advance(10);
    }

    assertThat(ran).hasSizeBetween(9, 10);
    assertThat(repeated.isPending()).isTrue();
  }

  @Test
  void afterALongPauseEverythingThatIsDueRunsOnce() {
    for (int i = 0; i < 100; i++) {
      schedule(i * 500, "t" + i);
    }

    time.advanceMillis(3_600_000);
    wheel.advance();

    assertThat(ran).hasSize(100).doesNotHaveDuplicates();
    assertThat(wheel.size()).isZero();
  }

  @Test
  void aDelayOfManyTurnsOfTheWheelRunsInItsOwnTurn() {
    schedule(60_000, "later");
    for (int i = 0; i < 5_999; i++) {
      advance(10);
    }
    assertThat(ran).isEmpty();

    advance(20);

    assertThat(ran).containsExactly("later");
  }

  @Test
  void theLongestDelayIsJustVeryLong() {
    wheel.schedule(Long.MAX_VALUE, () -> ran.add("forever"));

    time.advanceMillis(1L << 40);
    wheel.advance();

    assertThat(ran).isEmpty();
    assertThat(wheel.size()).isEqualTo(1);
  }

  @Test
  void aTimeoutThatThrowsDoesNotStopTheOthers() {
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    List<Throwable> reported = new ArrayList<>();
    Thread.currentThread().setUncaughtExceptionHandler((_, e) -> reported.add(e));
    try {
      wheel.schedule(
          20,
          () -> {
            throw new IllegalStateException("a bug");
          });
      wheel.schedule(
          20,
          () -> {
            throw new AssertionError("a worse bug");
          });
      schedule(20, "after");

      advance(100);
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }

    assertThat(ran).containsExactly("after");
    assertThat(reported).hasSize(2);
  }

  @Test
  void whatIsPendingCannotBeAddedTwice() {
    Repeated repeated = new Repeated("once");
    wheel.add(repeated, 10);

    assertThatThrownBy(() -> wheel.add(repeated, 10)).isInstanceOf(IllegalStateException.class);
  }

  private void schedule(long delay, String name) {
    wheel.schedule(delay, () -> ran.add(name));
  }

  private void advance(long millis) {
    time.advanceMillis(millis);
    wheel.advance();
  }

  private class Repeated extends TimerWheel.Timeout {
    private final String name;

    Repeated(String name) {
      this.name = name;
    }

    @Override
    protected void onTimeout() {
      ran.add(name);
    }
  }
}
