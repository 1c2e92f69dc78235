package io.actorproxy.turns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for actors of which two turns ran at a time, and for turns under an older epoch than one
 * that had begun before. What was judged is forgotten, but for what later turns are compared with.
 */
public final class TurnJudge {
  private final Map<String, Latest> byActor = new HashMap<>();

  /**
   * What was found in some turns.
   *
   * @param turns how many they were
   * @param matched overlaps that an interruption explains
   * @param unmatched those that none explains
   * @param backwards turns that began under an older epoch than one before
   */
  public record Findings(
      long turns, List<String> matched, List<String> unmatched, List<String> backwards) {}

  /** The turns of an actor that later ones are compared with. */
  private static final class Latest {
    /** The one that ends last. */
    Turn last;

    /** The one with the highest epoch. */
    Turn newest;

    Latest(Turn first) {
      last = first;
      newest = first;
    }
  }

  /**
   * Compares turns with each other, and with those of before.
   *
   * @param turns all that began since the last judgement, and before this one
   * @param interruptions what has happened to members so far
   */
  public Findings judge(List<Turn> turns, List<Interruption> interruptions) {
    Findings findings =
        new Findings(turns.size(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    turns.stream()
        .sorted(Comparator.comparingLong(Turn::begin))
        .forEach(turn -> judge(turn, interruptions, findings));
    return findings;
  }

  private void judge(Turn turn, List<Interruption> interruptions, Findings findings) {
    Latest latest = byActor.get(turn.actor());
    if (latest == null) {
      byActor.put(turn.actor(), new Latest(turn));
      return;
    }
    if (turn.epoch() < latest.newest.epoch()) {
      findings.backwards().add(turn + " began after " + latest.newest);
    } else {
      latest.newest = turn;
    }
    if (turn.begin() < latest.last.end()) {
      overlap(latest.last, turn, interruptions, findings);
    }
    if (turn.end() > latest.last.end()) {
      latest.last = turn;
    }
  }

  private static void overlap(
      Turn older, Turn newer, List<Interruption> interruptions, Findings findings) {
    String both = older + " and " + newer;
    interruptions.stream()
        .filter(interruption -> interruption.explains(older, newer))
        .findFirst()
        .ifPresentOrElse(
            interruption -> findings.matched().add(both + ", explained by " + interruption.what()),
            () -> findings.unmatched().add(both));
  }
}
