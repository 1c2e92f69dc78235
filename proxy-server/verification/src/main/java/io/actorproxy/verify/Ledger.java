package io.actorproxy.verify;

import io.actorproxy.verify.Tally.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What clients know of all calls, compared with what the actors remember. Everything that was
 * compared is forgotten, so that a run may be long. Thread safe.
 */
final class Ledger {
  private final Tally tally;
  private final Violations violations;
  private final Effects effects;
  private final Schedules schedules;
  private final Map<String, Page> pages = new ConcurrentHashMap<>();

  Ledger(Tally tally, Violations violations) {
    this.tally = tally;
    this.violations = violations;
    this.effects = new Effects(tally, violations);
    this.schedules = new Schedules(tally, violations);
  }

  /** How many entries of the actor's log were read. */
  long known(String actor) {
    return page(actor).known();
  }

  void sent(Operation operation, long begin) {
    if (operation.kind() == Operation.Kind.SCHEDULE) {
      schedules.asked(operation.id(), operation.actor());
    } else if (!operation.isRead()) {
      page(operation.actor()).sent(operation, begin);
    }
  }

  /** It was answered with success and this value. */
  void acknowledged(Operation operation, long begin, long end, String answer) {
    if (operation.kind() != Operation.Kind.ADD_ASYNC) {
      tally.count(Figure.ACKNOWLEDGED);
    }
    switch (operation.kind()) {
      case SCHEDULE -> schedules.certain(operation.id());
      case READ, GET -> {
        tally.count(Figure.READS);
        page(operation.actor()).read(begin, end, ActorMemory.parse(answer));
      }
      case ADD, ADD_AND_SAVE, SET -> {
        String[] words = answer.split(" ");
        page(operation.actor())
            .acknowledged(operation.id(), end, Long.parseLong(words[0]), Long.parseLong(words[1]));
      }
      case ADD_DURABLE -> page(operation.actor()).certain(operation.id());
      // Only accepted, and kept in memory: it may still be lost.
      case ADD_ASYNC -> {
        tally.count(Figure.ACCEPTED);
        page(operation.actor()).unknown(operation.id());
      }
    }
  }

  /** It was answered with an error after which it never counts. */
  void refused(Operation operation, String why) {
    tally.count(Figure.REFUSED);
    if (operation.kind() == Operation.Kind.SCHEDULE) {
      schedules.refused(operation.id());
    } else if (!operation.isRead()) {
      page(operation.actor()).refused(operation.id(), why);
    }
  }

  /** It has no answer, or none that says whether it counts. */
  void unknown(Operation operation) {
    tally.count(Figure.UNKNOWN);
    if (operation.kind() != Operation.Kind.SCHEDULE && !operation.isRead()) {
      page(operation.actor()).unknown(operation.id());
    }
  }

  /** No call is under way, and the actor's state is this. */
  void audit(String actor, long begin, long end, ActorMemory memory) {
    page(actor).audit(begin, end, memory);
  }

  /** The actors that something has yet to arrive at. */
  Set<String> awaitedBy() {
    Set<String> actors = new TreeSet<>(effects.awaitedBy());
    actors.addAll(schedules.awaitedBy());
    pages.forEach(
        (actor, page) -> {
          if (page.isAwaiting()) {
            actors.add(actor);
          }
        });
    return actors;
  }

  /** What has not arrived by now never will. */
  void finish() {
    pages.values().forEach(Page::finish);
    effects.finish();
    schedules.finish();
  }

  /** The actors that were ever called or have received something. */
  List<String> actors() {
    return new ArrayList<>(pages.keySet());
  }

  private Page page(String actor) {
    return pages.computeIfAbsent(
        actor, _ -> new Page(actor, tally, violations, effects, schedules));
  }
}
