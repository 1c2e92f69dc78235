package io.actorproxy.verify;

import io.actorproxy.verify.HistoryCall.Effect;
import io.actorproxy.verify.Tally.Figure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one actor: which calls were sent to it, their results, and how much of its log
 * has been read. Thread safe.
 */
final class Page {
  private final String actor;
  private final Tally tally;
  private final Violations violations;
  private final Effects effects;
  private final Schedules schedules;

  /** Sent, and not both answered and found in the log. Those without an answer stay. */
  private final Map<String, Write> writes = new HashMap<>();

  /** Since the last audit. */
  private final List<HistoryCall> history = new ArrayList<>();

  /** The number at the last audit. */
  private long value;

  /** How many entries of the log were read. */
  private long known;

  private static final class Write {
    final Operation operation;
    final long begin;

    /** Where it stands in the log; below 0 if it was not found there so far. */
    long found = -1;

    /** Where it stands as its answer says; below 0 without an answer. */
    long answered = -1;

    /** There will be no answer that says where it stands. */
    boolean unknown;

    /** It is to be found in the end. */
    boolean certain;

    Write(Operation operation, long begin) {
      this.operation = operation;
      this.begin = begin;
    }
  }

  Page(String actor, Tally tally, Violations violations, Effects effects, Schedules schedules) {
    this.actor = actor;
    this.tally = tally;
    this.violations = violations;
    this.effects = effects;
    this.schedules = schedules;
  }

  synchronized long known() {
    return known;
  }

  // --- what the client says

  synchronized void sent(Operation operation, long begin) {
    writes.put(operation.id(), new Write(operation, begin));
    for (Target target : operation.targets()) {
      if (target.isScheduled()) {
        schedules.askedByTurn(target.id(operation.id()), target.actor());
      }
    }
  }

  /** The answer says that it counted, where it stands in the log, and the number after it. */
  synchronized void acknowledged(String id, long end, long position, long result) {
    Write write = writes.get(id);
    if (write == null) {
      throw new IllegalStateException(id + " was not sent");
    }
    write.answered = position;
    history.add(call(write, end, result, position));
    if (write.found >= 0) {
      compare(write);
    } else if (position < known) {
      violations.add(
          Figure.LOST,
          "%s was acknowledged at position %d of %s, where something else stands"
              .formatted(id, position, actor));
      writes.remove(id);
    }
  }

  /** The answer says that it never counts. */
  synchronized void refused(String id, String why) {
    Write write = writes.remove(id);
    if (write != null && write.found >= 0) {
      violations.add(
          Figure.DOUBLED,
          "%s was refused with '%s', and is in the log of %s".formatted(id, why, actor));
    }
  }

  /** There is no answer, or none that says. */
  synchronized void unknown(String id) {
    Write write = writes.get(id);
    if (write == null) {
      return;
    }
    write.unknown = true;
    if (write.found >= 0) {
      appliedWithoutAnswer(write);
    }
  }

  /** The answer says that it will run. */
  synchronized void certain(String id) {
    Write write = writes.get(id);
    if (write != null) {
      write.certain = true;
      unknown(id);
    }
  }

  /** Whether something is still to be found. */
  synchronized boolean isAwaiting() {
    return writes.values().stream().anyMatch(write -> write.certain);
  }

  /** What was not found by now never will be. */
  synchronized void finish() {
    for (Write write : writes.values()) {
      if (write.certain) {
        violations.add(
            Figure.LOST,
            "%s was acknowledged and never ran at %s".formatted(write.operation.id(), actor));
      }
    }
  }

  // --- what the actor says

  /** A client has read the state. */
  synchronized void read(long begin, long end, ActorMemory memory) {
    history.add(new HistoryCall(begin, end, Effect.READ, 0, memory.value(), memory.end() - 0.5));
    if (memory.base() > known) {
      violations.add(
          Figure.LOST,
          "%s has forgotten entries from %d to %d, which no client has read"
              .formatted(actor, known, memory.base()));
    }
    for (long position = Math.max(known, memory.base()); position < memory.end(); position++) {
      onEntry(position, memory.log().get((int) (position - memory.base())));
    }
    known = Math.max(known, memory.end());
  }

  /** As {@link #read}, while no call is under way: whatever was acknowledged has to be there. */
  synchronized void audit(long begin, long end, ActorMemory memory) {
    if (memory.end() < known) {
      violations.add(
          Figure.LOST,
          known - memory.end(),
          "%s had %d entries in its log and now has %d".formatted(actor, known, memory.end()));
      known = memory.end();
    }
    read(begin, end, memory);
    for (Iterator<Write> each = writes.values().iterator(); each.hasNext(); ) {
      Write write = each.next();
      if (write.answered >= 0) {
        violations.add(
            Figure.LOST,
            "%s was acknowledged at position %d of %s, whose log ends at %d"
                .formatted(write.operation.id(), write.answered, actor, memory.end()));
        each.remove();
      }
    }
    tally.count(Figure.HISTORIES);
    if (!Linearizability.holds(value, history)) {
      violations.add(
          Figure.NOT_LINEARIZABLE,
          "%s, which was %d: %s".formatted(actor, value, List.copyOf(history)));
    }
    history.clear();
    value = memory.value();
  }

  private void onEntry(long position, String entry) {
    if (Entry.isReceived(entry)) {
      String[] parts = Entry.parts(entry);
      effects.arrived(parts[0], actor, parts[1]);
    } else if (Entry.isFired(entry)) {
      String[] parts = Entry.parts(entry);
      schedules.fired(parts[0], actor, Long.parseLong(parts[1]));
    } else {
      onWrite(position, entry, writes.get(entry));
    }
  }

  private void onWrite(long position, String id, @Nullable Write write) {
    if (write == null || write.found >= 0) {
      violations.add(
          Figure.DOUBLED,
          "%s is at position %d of the log of %s, and was there before or was refused"
              .formatted(id, position, actor));
      return;
    }
    write.found = position;
    for (Target target : write.operation.targets()) {
      if (target.isScheduled()) {
        schedules.certain(target.id(id));
      } else {
        effects.sent(actor, target.actor(), target.id(id));
      }
    }
    if (write.answered >= 0) {
      compare(write);
    } else if (write.unknown) {
      appliedWithoutAnswer(write);
    }
  }

  private void compare(Write write) {
    writes.remove(write.operation.id());
    if (write.found != write.answered) {
      violations.add(
          Figure.LOST,
          "%s was acknowledged at position %d of %s, and stands at %d"
              .formatted(write.operation.id(), write.answered, actor, write.found));
    }
  }

  private void appliedWithoutAnswer(Write write) {
    if (write.operation.kind() == Operation.Kind.ADD_ASYNC) {
      tally.count(Figure.ACCEPTED_APPLIED);
    } else if (!write.certain) {
      tally.count(Figure.UNKNOWN_APPLIED);
    }
    writes.remove(write.operation.id());
    history.add(call(write, HistoryCall.NEVER, 0, write.found));
  }

  private static HistoryCall call(Write write, long end, long result, long position) {
    Effect effect = write.operation.kind() == Operation.Kind.SET ? Effect.SET : Effect.ADD;
    return new HistoryCall(write.begin, end, effect, write.operation.number(), result, position);
  }
}
