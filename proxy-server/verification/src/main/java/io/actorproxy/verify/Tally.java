package io.actorproxy.verify;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

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
    OTHER_VIOLATIONS,
    // The others are of clusters alone.
    TURNS,
    OVERLAPS_MATCHED,
    OVERLAPS_UNMATCHED,
    EPOCHS_BACKWARDS,
    REFUSED_CONNECTIONS,
    UNANSWERED,
    LATE_ANSWERS
  }

  private final AtomicLongArray figures = new AtomicLongArray(Figure.values().length);
  private final Map<Enum<?>, LongAdder> faults = new ConcurrentHashMap<>();

  void count(Figure figure) {
    count(figure, 1);
  }

  void count(Figure figure, long times) {
    figures.addAndGet(figure.ordinal(), times);
  }

  /** A fault of one of the two kinds of runs. */
  void countFault(Enum<?> fault) {
    faults.computeIfAbsent(fault, _ -> new LongAdder()).increment();
  }

  long get(Figure figure) {
    return figures.get(figure.ordinal());
  }

  long faults(Enum<?> fault) {
    LongAdder count = faults.get(fault);
    return count == null ? 0 : count.sum();
  }

  /** One line of {@code name=figure}; of the faults, those that were injected. */
  @Override
  public String toString() {
    StringJoiner line = new StringJoiner(" ");
    for (Figure figure : Figure.values()) {
      if (figure.compareTo(Figure.TURNS) < 0 || get(Figure.TURNS) > 0) {
        line.add(name(figure) + "=" + get(figure));
      }
    }
    faults.keySet().stream()
        .sorted(Comparator.comparing(Enum::ordinal))
        .forEach(fault -> line.add(name(fault) + "=" + faults(fault)));
    return line.toString();
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
