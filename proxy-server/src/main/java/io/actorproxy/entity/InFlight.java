package io.actorproxy.entity;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the invocations that this member has taken and not finished, and the bytes they carry.
 * Thread safe.
 */
public final class InFlight {
  /** What is smaller is bounded well enough by the number of invocations. */
  private static final int SMALL_BYTES = 4096;

  private final int max;
  private final long maxBytes;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  public InFlight(int max, long maxBytes) {
    this.max = max;
    this.maxBytes = maxBytes;
  }

  /** Takes a place for an invocation that carries {@code size} bytes, if there is one. */
  boolean tryAcquire(long size) {
    boolean fits = count.incrementAndGet() <= max;
    boolean isSmall = size < SMALL_BYTES;
    if ((isSmall || bytes.addAndGet(size) <= maxBytes) && fits) {
      return true;
    }
    release(size);
    return false;
  }

  /** Gives the place back; {@code size} is that of {@link #tryAcquire}. */
  void release(long size) {
    count.decrementAndGet();
    if (size >= SMALL_BYTES) {
      bytes.addAndGet(-size);
    }
  }

  boolean isHalfFull() {
    return count.get() > max / 2;
  }

  public int count() {
    return count.get();
  }

  /** How many bytes the larger ones of them carry. */
  public long bytes() {
    return bytes.get();
  }

  public int max() {
    return max;
  }

  public long maxBytes() {
    return maxBytes;
  }
}
