package io.actorproxy.offload;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Work on bodies that waits for a thread, and whose turn it is. Work is sorted by size: bodies of
 * one size class differ by less than a factor of two, and those of clients and those of hosts are
 * classes of their own. Each class gets the same share of the bytes that are worked on, and within
 * a class callers have their turns one after the other.
 *
 * <p>So work that comes to an idle class begins after at most one body of each other class, however
 * many wait there and however many callers they have; and a class that is busy all the time keeps
 * no other from its share. Adding and taking cost the same however much waits.
 *
 * <p>Not thread safe.
 */
final class WaitingWork {
  /** A body counts as no less: to change the thread costs something too. */
  private static final int LEAST_BYTES = Offload.SMALL;

  /** The smallest bodies first; of each size those of clients, then those of hosts. */
  private final SizeClass[] classes = new SizeClass[2 * (1 + sizeOf(Integer.MAX_VALUE))];

  /** Where the class stood that had the latest turn. */
  private long reached;

  WaitingWork() {
    for (int i = 0; i < classes.length; i++) {
      classes[i] = new SizeClass();
    }
  }

  private record Work(int bytes, Runnable task) {}

  /** The work on bodies of about the same size, of clients or of hosts. */
  private static final class SizeClass {
    /** Callers with work that waits; the first has the next turn. */
    private final LinkedHashMap<Object, ArrayDeque<Work>> callers = new LinkedHashMap<>();

    private int waiting;

    /** The bytes that it has been given; the class that has been given least is next. */
    private long position;

    int waitingOf(Object caller) {
      ArrayDeque<Work> work = callers.get(caller);
      return work == null ? 0 : work.size();
    }

    void add(Object caller, Work work) {
      callers.computeIfAbsent(caller, _ -> new ArrayDeque<>(2)).add(work);
      waiting++;
    }

    Runnable take() {
      Map.Entry<Object, ArrayDeque<Work>> first = callers.pollFirstEntry();
      ArrayDeque<Work> ofCaller = first.getValue();
      Work work = ofCaller.remove();
      if (!ofCaller.isEmpty()) {
        callers.putLast(first.getKey(), ofCaller);
      }
      waiting--;
      position += work.bytes();
      return work.task();
    }
  }

  /**
   * Adds work of a client if there is a place for it: of each class {@code limit} may wait, and of
   * them a caller may have as many as are still free. So one caller alone gets half of the places,
   * and the next one half of the rest.
   */
  Intake add(Object caller, int bytes, int limit, Runnable task) {
    return add(classes[2 * sizeOf(bytes)], caller, bytes, limit, task);
  }

  /** Adds work of a call of the host, however much there is. */
  Intake addForHost(Object caller, int bytes, Runnable task) {
    return add(classes[2 * sizeOf(bytes) + 1], caller, bytes, Integer.MAX_VALUE, task);
  }

  private Intake add(SizeClass of, Object caller, int bytes, int limit, Runnable task) {
    int free = limit - of.waiting;
    if (free <= 0) {
      return Intake.FULL;
    }
    if (of.waitingOf(caller) >= free) {
      return Intake.CALLER_FULL;
    }
    if (of.waiting == 0) {
      // What it did not use while nothing of it waited is no credit.
      of.position = Math.max(of.position, reached);
    }
    of.add(caller, new Work(Math.max(bytes, LEAST_BYTES), task));
    return Intake.TAKEN;
  }

  /** Takes the work whose turn it is; some must wait. */
  Runnable take() {
    SizeClass next = null;
    for (SizeClass candidate : classes) {
      // If two have been given the same, the one of smaller bodies is done sooner.
      if (candidate.waiting > 0 && (next == null || candidate.position < next.position)) {
        next = candidate;
      }
    }
    reached = requireNonNull(next, "no work waits").position;
    return next.take();
  }

  private static int sizeOf(int bytes) {
    int times = (bytes - 1) / LEAST_BYTES;
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, times));
  }
}
