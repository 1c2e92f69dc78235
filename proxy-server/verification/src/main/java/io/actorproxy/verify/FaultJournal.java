package io.actorproxy.verify;

import io.actorproxy.turns.Interruption;
import io.actorproxy.verify.ClusterFault.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Which faults there were, of which member and when. Thread safe. */
final class FaultJournal {
  /** Until a caller has seen what a fault did to its connection. */
  private static final long NOTICED_NANOS = 1_000_000_000L;

  private final LongSupplier clock;
  private final List<Event> events = new ArrayList<>();

  FaultJournal(LongSupplier clock) {
    this.clock = clock;
  }

  /** A fault, and when it was about to begin and was over. */
  static final class Event {
    private final ClusterFault fault;
    private final int member;
    private final long begin;
    private long end = Long.MAX_VALUE;

    private Event(ClusterFault fault, int member, long begin) {
      this.fault = fault;
      this.member = member;
      this.begin = begin;
    }

    private boolean isOf(int other) {
      return member == 0 || member == other;
    }

    /** For how long it lasted within a span of time. */
    private long within(long from, long to) {
      return Math.max(0, Math.min(end, to) - Math.max(begin, from));
    }
  }

  /** A fault begins now; member 0 are all. */
  synchronized Event begin(ClusterFault fault, int member) {
    Event event = new Event(fault, member, clock.getAsLong());
    events.add(event);
    return event;
  }

  synchronized void end(Event event) {
    event.end = clock.getAsLong();
  }

  /** Those that kept a member from renewing its lease. */
  synchronized List<Interruption> interruptions() {
    return events.stream()
        .filter(event -> event.fault.lease() != Lease.LASTS)
        .map(
            event ->
                new Interruption(
                    event.fault.name(),
                    event.member,
                    event.begin,
                    event.fault.lease() == Lease.IS_NOT_RENEWED))
        .toList();
  }

  /** For how long the proxy of a member stood still within a span of time. */
  synchronized long pausedNanos(int member, long from, long to) {
    return events.stream()
        .filter(event -> event.fault == ClusterFault.PROXY_PAUSED && event.isOf(member))
        .mapToLong(event -> event.within(from, to))
        .sum();
  }

  /** Whether a proxy was ended in a span of time, so that its connections were. */
  synchronized boolean wasEnded(int member, long from, long to) {
    return events.stream()
        .filter(event -> event.fault.endsProxy() && event.isOf(member))
        .anyMatch(event -> event.begin <= to && event.end >= from - NOTICED_NANOS);
  }
}
