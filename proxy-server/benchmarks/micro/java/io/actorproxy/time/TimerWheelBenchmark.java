package io.actorproxy.time;

import java.util.ArrayDeque;
import java.util.Random;
import java.util.TreeSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Starting a timeout and cancelling it while others are pending, as each call does. The reference
 * is a tree ordered by time, whose cost grows with the number of timeouts.
 */
@State(Scope.Thread)
public class TimerWheelBenchmark {
  private static final int SPREAD_MILLIS = 60_000;

  @Param({"1", "100000", "1000000"})
  public int pending;

  private final TimerWheel wheel = new TimerWheel(TimeSource.SYSTEM);
  private final TreeSet<Entry> tree = new TreeSet<>();
  private final ArrayDeque<Integer> delays = new ArrayDeque<>();
  private final Idle timeout = new Idle();
  private long number;

  private record Entry(long dueNanos, long number) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(dueNanos, other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private static final class Idle extends TimerWheel.Timeout {
    @Override
    protected void onTimeout() {
      throw new IllegalStateException("the wheel is not turned here");
    }
  }

  @Setup
  public void fill() {
    Random random = new Random(1);
    for (int i = 0; i < 1024; i++) {
      delays.add(1 + random.nextInt(SPREAD_MILLIS));
    }
    for (int i = 0; i < pending; i++) {
      int delay = 1 + random.nextInt(SPREAD_MILLIS);
      wheel.add(new Idle(), delay);
      tree.add(entry(delay));
    }
  }

  @Benchmark
  public boolean addAndCancel() {
    wheel.add(timeout, nextDelay());
    timeout.cancel();
    return timeout.isPending();
  }

  @Benchmark
  public boolean addAndCancelInTree() {
    Entry entry = entry(nextDelay());
    tree.add(entry);
    return tree.remove(entry);
  }

  private Entry entry(int delayMillis) {
    return new Entry(TimeSource.SYSTEM.nanoTime() + delayMillis * 1_000_000L, number++);
  }

  private int nextDelay() {
    Integer delay = delays.remove();
    delays.add(delay);
    return delay;
  }
}
