package io.actorproxy.rolling;

import io.actorproxy.process.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls at a rate, whatever the answers take: actors and members in turn. Times are counted from
 * when a call was to be made. Thread safe.
 */
final class SteadyLoad implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final long TICK_NANOS = 1_000_000;

  /** A load that is behind by more than this makes fewer calls. */
  private static final int UNDER_WAY_MAX = 5_000;

  private final Callers callers;
  private final int rate;
  private final List<String> actors;
  private volatile int members;
  private final Thread thread;
  private final AtomicLong underWay = new AtomicLong();
  private final LongAdder made = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();
  private final Quantiles times = new Quantiles();
  private volatile Quantiles lately = new Quantiles();
  private volatile Map<String, Long> longest = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /** Starts it. */
  SteadyLoad(Callers callers, int rate, List<String> actors, int members) {
    this.callers = callers;
    this.rate = rate;
    this.actors = actors;
    this.members = members;
    this.thread = Thread.ofPlatform().name("load").start(this::run);
  }

  private void run() {
    long begin = System.nanoTime();
    long next = 0;
    while (!stopped) {
      long due = (System.nanoTime() - begin) * rate / 1_000_000_000L;
      for (; next < due; next++) {
        if (underWay.get() >= UNDER_WAY_MAX) {
          left.increment();
          continue;
        }
        long number = next;
        long at = begin + number * 1_000_000_000L / rate;
        underWay.incrementAndGet();
        Thread.startVirtualThread(() -> call(number, at));
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void call(long number, long at) {
    // Each actor is called at all members.
    String actor = actors.get((int) (number % actors.size()));
    int member = (int) ((number / actors.size() + number) % members);
    Callers.Answer answer = callers.call(member, CountingHost.call(actor, TIMEOUT_MILLIS));
    long took = System.nanoTime() - at;
    made.increment();
    times.add(took);
    lately.add(took);
    longest.merge(actor, took, Math::max);
    if (!answer.isOk()) {
      failures.computeIfAbsent(answer.text(), _ -> new LongAdder()).increment();
    }
    underWay.decrementAndGet();
  }

  /** The longest time of each actor since the last time this was asked, in nanoseconds. */
  List<Long> longest() {
    Map<String, Long> before = longest;
    longest = new ConcurrentHashMap<>();
    return new ArrayList<>(before.values());
  }

  /** The times of all calls that have ended since this was asked before. */
  Quantiles lately() {
    Quantiles before = lately;
    lately = new Quantiles();
    return before;
  }

  /** From now on the first so many members are called. */
  void callAt(int count) {
    members = count;
  }

  long made() {
    return made.sum();
  }

  /** Calls that were not made, since too many were under way. */
  long leftOut() {
    return left.sum();
  }

  /** How many failed, by reason. */
  Map<String, LongAdder> failures() {
    return failures;
  }

  Quantiles times() {
    return times;
  }

  /** Makes no more; returns when all are answered. */
  @Override
  public void close() {
    stopped = true;
    while (thread.isAlive() || underWay.get() > 0) {
      LockSupport.parkNanos(TICK_NANOS);
    }
  }
}
