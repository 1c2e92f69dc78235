package io.actorproxy.host;

import io.actorproxy.time.TimerWheel;

/**
 * Detects a stall: calls wait for the host, and none was answered for a while. It counts ticks of
 * the wheel and does not look at the clock: after a long pause of the loop, replies that came
 * meanwhile are not yet read, and the pause must not be taken for the host's.
 */
final class StallWatch extends TimerWheel.Timeout {
  private final TimerWheel timers;
  private final WaitingCalls waiting;
  private final long patienceTicks;
  private final Runnable onStall;
  private long quietTicks;

  /**
   * Runs {@code onStall} once there was no progress for {@code patienceMillis}, and again after as
   * long, as often as calls still wait.
   */
  StallWatch(TimerWheel timers, WaitingCalls waiting, long patienceMillis, Runnable onStall) {
    this.timers = timers;
    this.waiting = waiting;
    this.patienceTicks = patienceMillis / TimerWheel.TICK_MILLIS;
    this.onStall = onStall;
  }

  /** A call waits. The watch ends by itself when none does any more. */
  void start() {
    if (!isPending()) {
      timers.add(this, 0);
    }
  }

  /** A call was answered, or there is a connection more or less. */
  void onProgress() {
    quietTicks = Math.min(quietTicks, 0);
  }

  /** Sees no stall in the next {@code millis}. */
  void pause(long millis) {
    quietTicks = -(millis / TimerWheel.TICK_MILLIS);
  }

  @Override
  protected void onTimeout() {
    if (waiting.isEmpty()) {
      quietTicks = Math.min(quietTicks, 0);
      return;
    }
    // The first tick comes early, by up to its length.
    if (quietTicks < patienceTicks) {
      quietTicks++;
    } else {
      quietTicks = 0;
      onStall.run();
    }
    timers.add(this, 0);
  }
}
