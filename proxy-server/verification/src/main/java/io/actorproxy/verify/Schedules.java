package io.actorproxy.verify;

import io.actorproxy.verify.Tally.Figure;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the scheduled calls that were asked for with what the logs of the actors say has run.
 * Thread safe.
 */
final class Schedules {
  /** How much earlier than its time a call may run: what clocks are rounded to, and a bit. */
  private static final long TOLERANCE_MILLIS = 50;

  private final Tally tally;
  private final Violations violations;
  private final Map<String, Schedule> schedules = new HashMap<>();

  private static final class Schedule {
    final String actor;

    /** It must not run unless the turn that asked for it is in the state of its actor. */
    final boolean needsTurn;

    boolean certain;
    boolean fired;

    Schedule(String actor, boolean needsTurn) {
      this.actor = actor;
      this.needsTurn = needsTurn;
    }
  }

  Schedules(Tally tally, Violations violations) {
    this.tally = tally;
    this.violations = violations;
  }

  /** A client asks for it. */
  synchronized void asked(String id, String actor) {
    schedules.put(id, new Schedule(actor, false));
  }

  /** A turn asks for it, and counts only if that does. */
  synchronized void askedByTurn(String id, String actor) {
    schedules.put(id, new Schedule(actor, true));
  }

  /** It certainly never was scheduled. */
  synchronized void refused(String id) {
    Schedule schedule = schedules.remove(id);
    if (schedule != null && schedule.fired) {
      violations.add(Figure.SCHEDULES_DOUBLED, id + " was refused and ran");
    }
  }

  /** It was acknowledged, or its turn was found in the state: it has to run. */
  synchronized void certain(String id) {
    Schedule schedule = schedules.get(id);
    if (schedule != null) {
      tally.count(Figure.SCHEDULES_SET);
      schedule.certain = true;
      forgetIfDone(id, schedule);
    }
  }

  /** The state of the actor says that it ran. */
  synchronized void fired(String id, String actor, long lateMillis) {
    tally.count(Figure.SCHEDULES_FIRED);
    if (lateMillis < -TOLERANCE_MILLIS) {
      violations.add(Figure.SCHEDULES_EARLY, id + " ran " + -lateMillis + " ms before its time");
    }
    Schedule schedule = schedules.get(id);
    if (schedule == null || schedule.fired || !schedule.actor.equals(actor)) {
      violations.add(
          Figure.SCHEDULES_DOUBLED, id + " ran twice at " + actor + ", or was refused before");
    } else {
      schedule.fired = true;
      forgetIfDone(id, schedule);
    }
  }

  private void forgetIfDone(String id, Schedule schedule) {
    if (schedule.certain && schedule.fired) {
      schedules.remove(id);
    }
  }

  /** The actors at which something has yet to run. */
  synchronized Set<String> awaitedBy() {
    Set<String> actors = new TreeSet<>();
    for (Schedule schedule : schedules.values()) {
      if (schedule.certain) {
        actors.add(schedule.actor);
      }
    }
    return actors;
  }

  /** Nothing more will run. */
  synchronized void finish() {
    schedules.forEach(
        (id, schedule) -> {
          if (schedule.certain) {
            violations.add(Figure.SCHEDULES_LOST, id + " never ran at " + schedule.actor);
          } else if (schedule.fired && schedule.needsTurn) {
            violations.add(
                Figure.SCHEDULES_DOUBLED, id + " ran, but the turn that asked for it did not");
          }
        });
    schedules.clear();
  }
}
