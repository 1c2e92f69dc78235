package io.actorproxy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * For how long programs of this machine waited for a processor, as Linux counts it. Times that
 * programs take mean little then. Thread safe.
 */
public final class Pressure implements AutoCloseable {
  private static final Path FILE = Path.of("/proc/pressure/cpu");
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** The nanoseconds waited so far, by when this was read. */
  private final NavigableMap<Long, Long> waited = new TreeMap<>();

  private volatile boolean over;

  /** Begins to read them. Where Linux does not count, nothing is ever waited. */
  public static Pressure start() {
    Pressure pressure = new Pressure();
    if (Files.isReadable(FILE)) {
      Thread.ofPlatform().daemon().name("pressure").start(pressure::run);
    }
    return pressure;
  }

  private void run() {
    while (!over) {
      try {
        // As in "some avg10=0.35 avg60=0.64 avg300=0.80 total=47577647783", in microseconds.
        String some = Files.readAllLines(FILE).getFirst();
        long micros = Long.parseLong(some.substring(some.lastIndexOf('=') + 1));
        read(System.nanoTime(), TimeUnit.MICROSECONDS.toNanos(micros));
      } catch (IOException e) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  synchronized void read(long time, long nanos) {
    waited.put(time, nanos);
  }

  /** For how long a program waited within a span of time, about. */
  public synchronized long nanosWithin(long from, long to) {
    Map.Entry<Long, Long> before = waited.floorEntry(from);
    Map.Entry<Long, Long> after = waited.ceilingEntry(to);
    return before == null || after == null
        ? 0
        : Math.min(after.getValue() - before.getValue(), to - from);
  }

  /** The share of the time, in percent. */
  public synchronized long percent() {
    if (waited.size() < 2) {
      return 0;
    }
    Map.Entry<Long, Long> first = waited.firstEntry();
    Map.Entry<Long, Long> last = waited.lastEntry();
    return 100 * (last.getValue() - first.getValue()) / (last.getKey() - first.getKey());
  }

  @Override
  public void close() {
    over = true;
  }
}
