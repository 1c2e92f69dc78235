package io.actorproxy.verify;

import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLongArray;

/** The figures of a run. Thread safe. */
final class Tally {
  enum Figure {
    CALLS,
    ACKNOWLEDGED,
    REFUSED,
    UNKNOWN,
    UNKNOWN_APPLIED,
    ACCEPTED,
    ACCEPTED_APPLIED,
    LOST,
    DOUBLED,
    READS,
    HISTORIES,
    NOT_LINEARIZABLE,
    RETRIES,
    RETRIES_DIFFERENT,
    EFFECTS_SENT,
    EFFECTS_DELIVERED,
    EFFECTS_LOST,
    EFFECTS_DOUBLED,
    EFFECTS_DISORDERED,
    SCHEDULES_SET,
    SCHEDULES_FIRED,
    SCHEDULES_LOST,
    SCHEDULES_DOUBLED,
    SCHEDULES_EARLY,
    PROXY_STARTS,
    OTHER_VIOLATIONS
  }

  private final AtomicLongArray figures = new AtomicLongArray(Figure.values().length);
  private final AtomicLongArray faults = new AtomicLongArray(Fault.values().length);

  void count(Figure figure) {
    count(figure, 1);
  }

  void count(Figure figure, long times) {
    figures.addAndGet(figure.ordinal(), times);
  }

  void count(Fault fault) {
    faults.incrementAndGet(fault.ordinal());
  }

  long get(Figure figure) {
    return figures.get(figure.ordinal());
  }

  long get(Fault fault) {
    return faults.get(fault.ordinal());
  }

  /** One line of {@code name=figure}; of the faults, those that were injected. */
  @Override
  public String toString() {
    StringJoiner line = new StringJoiner(" ");
    for (Figure figure : Figure.values()) {
      line.add(name(figure) + "=" + get(figure));
    }
    for (Fault fault : Fault.values()) {
      if (get(fault) > 0) {
        line.add(name(fault) + "=" + get(fault));
      }
    }
    return line.toString();
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
