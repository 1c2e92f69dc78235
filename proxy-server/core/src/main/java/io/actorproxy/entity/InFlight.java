package io.actorproxy.entity;

import io.actorproxy.memory.MemoryBudget;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the invocations that this member has taken and not finished, and takes the bytes that they
 * hold from the budget of all calls. Thread safe.
 */
public final class InFlight {
  private final int max;
  private final MemoryBudget memory;
  private final AtomicInteger count = new AtomicInteger();

  public InFlight(int max, MemoryBudget memory) {
    this.max = max;
    this.memory = memory;
  }

  /** Takes a place for an invocation that carries {@code size} bytes, if there is one. */
  boolean tryAcquire(long size) {
    boolean fits = count.incrementAndGet() <= max;
    if (fits && (isSmall(size) || memory.tryAdmit(size))) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  /** Gives the place back; {@code size} is that of {@link #tryAcquire}. */
  void release(long size) {
    count.decrementAndGet();
    putDown(size);
  }

  /** Counts bytes that an invocation has been given on its way, such as the host's answer. */
  void hold(long size) {
    if (!isSmall(size)) {
      memory.take(size);
    }
  }

  /** As {@link #hold}, for bytes that are not there yet; false if there is no room for them. */
  boolean tryHold(long size) {
    return isSmall(size) || memory.tryAdmit(size);
  }

  /** Counts them no more; {@code size} is that of {@link #hold} or {@link #tryHold}. */
  void putDown(long size) {
    if (!isSmall(size)) {
      memory.release(size);
    }
  }

  private static boolean isSmall(long size) {
    return size < MemoryBudget.SMALL;
  }

  boolean isHalfFull() {
    return count.get() > max / 2;
  }

  public int count() {
    return count.get();
  }

  /** How many bytes all calls hold. */
  public long bytes() {
    return memory.used();
  }

  public int max() {
    return max;
  }

  public long maxBytes() {
    return memory.limit();
  }
}
