package io.actorproxy.cluster;

import static java.util.concurrent.TimeUnit.MINUTES;

import io.actorproxy.time.TimeSource;

/**
 * A line of the log that is written once a minute at the most, since others decide how often there
 * is a reason for it. Thread safe.
 */
public final class RareLine {
  private static final long PAUSE_NANOS = MINUTES.toNanos(1);

  private final TimeSource time;
  private boolean wasWritten;
  private long writtenNanos;
  private long reasons;

  public RareLine(TimeSource time) {
    this.time = time;
  }

  /**
   * There is a reason for the line.
   *
   * @return how many there were since the line was last written, if it is to be written now; else 0
   */
  public synchronized long reason() {
    long now = time.nanoTime();
    reasons++;
    if (wasWritten && now - writtenNanos < PAUSE_NANOS) {
      return 0;
    }
    wasWritten = true;
    writtenNanos = now;
    long since = reasons;
    reasons = 0;
    return since;
  }
}
