package io.actorproxy.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What clients know about the adds they sent, compared with what the actors remember. Thread safe.
 */
final class Ledger {
  /**
   * What happened between two looks at the actors.
   *
   * @param acknowledged adds that were answered with success
   * @param unanswered adds that were in flight at the end
   * @param kept how many of those in flight the actors remember
   * @param refused adds that were answered with an error
   * @param forgotten acknowledged adds that are gone, and may be
   * @param lost acknowledged adds that are gone, and may not be
   * @param doubled ids that are there twice, or should not be there
   */
  record Count(
      int acknowledged,
      int unanswered,
      int kept,
      int refused,
      int forgotten,
      int lost,
      int doubled) {
    static final Count NOTHING = new Count(0, 0, 0, 0, 0, 0, 0);

    Count plus(Count other) {
      return new Count(
          acknowledged + other.acknowledged,
          unanswered + other.unanswered,
          kept + other.kept,
          refused + other.refused,
          forgotten + other.forgotten,
          lost + other.lost,
          doubled + other.doubled);
    }

    @Override
    public String toString() {
      return "%d adds acknowledged, %d in flight at the end (%d of them kept), %d refused,"
              .formatted(acknowledged, unanswered, kept, refused)
          + " %d forgotten, %d lost, %d doubled".formatted(forgotten, lost, doubled);
    }
  }

  /** What is known of one actor. */
  private static final class Page {
    /** The ids at the last look, in the order of the state. */
    private List<String> seen = List.of();

    /** Positions by id, from 1, of what was acknowledged since. */
    private final Map<String, Integer> acknowledged = new HashMap<>();

    /** Sent since, with no answer that counts. */
    private final Set<String> unanswered = new HashSet<>();

    private int refused;

    /** Up to this position everything has to survive. */
    private int durable;
  }

  private final Map<String, Page> pages = new HashMap<>();

  synchronized void sent(String actor, String id) {
    page(actor).unanswered.add(id);
  }

  /** The add was answered with success; {@code durable} if it and all before it are saved. */
  synchronized void acknowledged(String actor, String id, int position, boolean durable) {
    Page page = page(actor);
    page.unanswered.remove(id);
    page.acknowledged.put(id, position);
    if (durable) {
      page.durable = Math.max(page.durable, position);
    }
  }

  /** The add was answered with an error which says that it changed nothing. */
  synchronized void refused(String actor, String id) {
    Page page = page(actor);
    page.unanswered.remove(id);
    page.refused++;
  }

  /** How many adds have been acknowledged since the last look. */
  synchronized int acknowledged() {
    return pages.values().stream().mapToInt(page -> page.acknowledged.size()).sum();
  }

  /** How many adds have not been answered since the last look. */
  synchronized int unanswered() {
    return pages.values().stream().mapToInt(page -> page.unanswered.size()).sum();
  }

  /**
   * Compares with the ids that the actor remembers now, which from here on are its past. Everything
   * that is wrong goes into {@code complaints}.
   */
  synchronized Count look(String actor, List<String> now, List<String> complaints) {
    Page page = page(actor);
    int doubled = now.size() - new HashSet<>(now).size();
    if (doubled > 0) {
      complaints.add(actor + " holds " + doubled + " ids more than once: " + now);
    }
    int lost = lostOfThePast(actor, page, now, complaints);
    int forgotten = 0;
    for (var add : page.acknowledged.entrySet()) {
      int position = add.getValue();
      boolean isThere = position <= now.size() && now.get(position - 1).equals(add.getKey());
      if (!isThere && position > now.size() && position > page.durable) {
        forgotten++;
      } else if (!isThere) {
        lost++;
        complaints.add(actor + " lost " + add + "; it holds " + now);
      }
    }
    int kept = 0;
    for (String id : now.subList(Math.min(page.seen.size(), now.size()), now.size())) {
      if (page.unanswered.contains(id)) {
        kept++;
      } else if (!page.acknowledged.containsKey(id)) {
        doubled++;
        complaints.add(actor + " holds " + id + ", which was refused or never sent since");
      }
    }
    Count count =
        new Count(
            page.acknowledged.size(),
            page.unanswered.size(),
            kept,
            page.refused,
            forgotten,
            lost,
            doubled);
    turn(page, now);
    return count;
  }

  private static int lostOfThePast(
      String actor, Page page, List<String> now, List<String> complaints) {
    List<String> past = new ArrayList<>(now.subList(0, Math.min(page.seen.size(), now.size())));
    if (past.equals(page.seen)) {
      return 0;
    }
    complaints.add(actor + " held " + page.seen + " and now begins with " + past);
    return 1;
  }

  private static void turn(Page page, List<String> now) {
    page.seen = List.copyOf(now);
    page.acknowledged.clear();
    page.unanswered.clear();
    page.refused = 0;
    page.durable = now.size();
  }

  private Page page(String actor) {
    return pages.computeIfAbsent(actor, _ -> new Page());
  }
}
