package io.actorproxy.endurance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What callers were told of the calls of each actor. Thread safe. */
final class Journal {
  enum Told {
    /** It has run, and counts once. */
    ACKNOWLEDGED,
    /** It may count, once. */
    UNKNOWN,
    /** It never counts. */
    REFUSED
  }

  private final Map<Integer, Map<Long, Told>> actors = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private int lost;
  private int doubled;

  /** To be said before the call is sent, so that an answer to another one may show it. */
  synchronized void sent(int actor, long call) {
    actors.computeIfAbsent(actor, _ -> new HashMap<>()).put(call, Told.UNKNOWN);
  }

  synchronized void told(int actor, long call, Told told) {
    Map<Long, Told> calls = actors.get(actor);
    if (calls != null) {
      calls.computeIfPresent(call, (_, _) -> told);
    }
  }

  synchronized List<Integer> actors() {
    return List.copyOf(actors.keySet());
  }

  /** The calls that were acknowledged before another one is sent, which is to show all of them. */
  synchronized Set<Long> acknowledged(int actor) {
    Set<Long> calls = new HashSet<>();
    actors
        .getOrDefault(actor, Map.of())
        .forEach(
            (call, told) -> {
              if (told == Told.ACKNOWLEDGED) {
                calls.add(call);
              }
            });
    return calls;
  }

  /**
   * Compares what an actor says it has run.
   *
   * @param before what was acknowledged when it was asked
   */
  synchronized void compare(int actor, Visits visits, Set<Long> before) {
    Set<Long> seen = new HashSet<>();
    Map<Long, Told> known = actors.getOrDefault(actor, Map.of());
    for (long call : visits.calls()) {
      @Nullable Told told = known.get(call);
      if (!seen.add(call)) {
        doubled++;
        violations.add("actor %d ran call %d twice".formatted(actor, call));
      } else if (told == null || told == Told.REFUSED) {
        doubled++;
        violations.add("actor %d ran call %d, which was told %s".formatted(actor, call, told));
      }
    }
    for (long call : before) {
      if (!seen.contains(call)) {
        lost++;
        violations.add("actor %d has lost call %d".formatted(actor, call));
      }
    }
  }

  synchronized void violation(String what) {
    violations.add(what);
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  synchronized int lost() {
    return lost;
  }

  synchronized int doubled() {
    return doubled;
  }
}
