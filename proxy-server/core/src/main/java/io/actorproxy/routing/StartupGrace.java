package io.actorproxy.routing;

import io.actorproxy.invocation.Deadline;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import java.util.concurrent.Executor;

/**
 * Retries lookups of unknown actors shortly after start, while registrations may still be arriving.
 * Thread safe.
 */
public final class StartupGrace {
  /** How long after start registrations are expected to arrive. */
  private static final long FIRST_SECONDS_MILLIS = 5_000;

  private static final long RETRY_MILLIS = 25;

  private final TimeSource time;
  private final long patienceMillis;
  private final Deadline firstSeconds;
  private final Executor loop;
  private final TimerWheel wheel;

  /**
   * Begins now.
   *
   * @param patienceMillis how long one lookup may wait
   * @param loop where retries run; turns {@code wheel}
   */
  public StartupGrace(long patienceMillis, TimeSource time, Executor loop, TimerWheel wheel) {
    this.time = time;
    this.patienceMillis = patienceMillis;
    this.firstSeconds = Deadline.in(FIRST_SECONDS_MILLIS, time);
    this.loop = loop;
    this.wheel = wheel;
  }

  /** Until when a lookup that begins now may be repeated; not beyond the caller's deadline. */
  Deadline patience(Deadline deadline) {
    long patience = Math.min(patienceMillis, deadline.remainingMillis(time));
    return Deadline.in(firstSeconds.hasPassed(time) ? 0 : patience, time);
  }

  void retryLater(Runnable lookup) {
    loop.execute(() -> wheel.schedule(RETRY_MILLIS, lookup));
  }
}
