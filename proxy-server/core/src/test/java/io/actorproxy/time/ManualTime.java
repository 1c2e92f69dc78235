package io.actorproxy.time;

/** Stands still until the test moves it. Both clocks move together. */
public final class ManualTime implements TimeSource {
  private volatile long nanos = 5_000_000_000L;
  private volatile long epochMillis = 1_700_000_000_000L;

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return epochMillis;
  }

  /** Only one thread may move the clocks. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // There is one writer.
  public void advanceMillis(long millis) {
    nanos += millis * 1_000_000;
    epochMillis += millis;
  }

  /** The wall clock is wrong from now on, or right again. Only the thread that moves the clocks. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // There is one writer.
  public void setBackMillis(long millis) {
    epochMillis -= millis;
  }
}
