package io.actorproxy.memory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that the actors in memory weigh together: their states, tags and remembered answers,
 * and what each activation takes besides. Above the low mark idle actors leave. Above the high mark
 * no further actor begins, and loads wait. Thread safe.
 */
public final class ActivationMemory {
  /** Bytes of an activation without its state: its name and its places in tables. */
  public static final int EACH = 512;

  private final long lowMark;
  private final long highMark;
  private final long loadBytes;
  private final long patienceMillis;
  private final AtomicLong bytes = new AtomicLong();
  private final Object room = new Object();
  private volatile int waiting;
  private volatile Runnable whenTight = () -> {};

  /**
   * @param highMark how much all activations may weigh
   * @param stateBytesMax how large what is stored of one actor can be
   * @param patienceMillis how long a load waits for room
   */
  public ActivationMemory(long highMark, long stateBytesMax, long patienceMillis) {
    this.highMark = highMark;
    this.lowMark = highMark - highMark / 5;
    this.loadBytes = Math.clamp(stateBytesMax, 1, Math.max(1, highMark - lowMark));
    this.patienceMillis = patienceMillis;
  }

  /** One that is never full. */
  public static ActivationMemory unlimited() {
    return new ActivationMemory(Long.MAX_VALUE / 4, 1 << 20, 0);
  }

  /** Is run on any thread when something waits for room, or weight is added above the low mark. */
  public void whenTight(Runnable task) {
    whenTight = task;
  }

  /** Activations weigh so much more, or less if it is negative. */
  public void add(long more) {
    long now = bytes.addAndGet(more);
    if (more > 0 && now > lowMark) {
      whenTight.run();
    } else if (more < 0 && waiting > 0) {
      synchronized (room) {
        room.notifyAll();
      }
    }
  }

  /** Whether idle actors should leave. */
  public boolean isTight() {
    return bytes.get() > lowMark || waiting > 0;
  }

  /** Whether no further actor may begin. */
  public boolean isFull() {
    return bytes.get() >= highMark;
  }

  /**
   * Takes room for a load whose size is not known yet, and waits for it if need be. Blocks. What is
   * taken is given back by {@link #add}.
   *
   * @return how much was taken, which is room for the largest state if the limit allows for it; 0
   *     if there was no room in time
   */
  public long awaitRoom() {
    long some = loadBytes;
    if (tryTake(some)) {
      return some;
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    synchronized (room) {
      waiting++;
    }
    try {
      while (true) {
        whenTight.run();
        synchronized (room) {
          if (tryTake(some)) {
            return some;
          }
          long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
          if (left <= 0) {
            return 0;
          }
          // Actors become idle without a word.
          room.wait(Math.min(left, 20));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } finally {
      synchronized (room) {
        waiting--;
      }
    }
  }

  private boolean tryTake(long some) {
    long before = bytes.get();
    while (before + some <= highMark) {
      if (bytes.compareAndSet(before, before + some)) {
        return true;
      }
      before = bytes.get();
    }
    return false;
  }

  public long bytes() {
    return bytes.get();
  }

  public long limit() {
    return highMark;
  }
}
