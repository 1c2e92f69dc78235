package io.actorproxy.entity;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records which actors wait for which, as far as calls name their caller. An actor that calls,
 * through the host, an actor that waits for it would wait until the deadline; this detects it at
 * once. Thread safe.
 *
 * <p>The chain of a call alone would not do. A host that calls in the middle of a turn names the
 * actor and no chain, so only this record knows which actors wait for that one. And two actors that
 * call each other at the same time wait in each other's mailbox, where no call leads back to its
 * own chain. What another member has to know travels in {@link
 * io.actorproxy.invocation.Call#chain}: who waits for the turn in which the caller calls. Two
 * actors of different members that call each other at the same time are not found.
 */
public final class CallCycles {
  /** A chain longer than this is left to the deadline. */
  private static final int LOOK_AT_MAX = 256;

  /** How many calls of each caller wait for each target. A caller may have thousands of them. */
  private final ConcurrentHashMap<ActorId, ConcurrentHashMap<ActorId, Integer>> waitsFor =
      new ConcurrentHashMap<>();

  /** Those who wait for the turn that an actor runs, as {@link Request#waiting} says. */
  private final ConcurrentHashMap<ActorId, List<ActorId>> running = new ConcurrentHashMap<>();

  /** An actor runs a turn for which these wait, from now on. */
  void runs(ActorId actor, List<ActorId> waiting) {
    running.put(actor, waiting);
  }

  /** That turn does not run any more, or they do not wait any more. */
  void ran(ActorId actor) {
    running.remove(actor);
  }

  /**
   * The same request, to be taken to another member: its chain is completed by those who wait for
   * the turn of its first, as far as it is known here, since nothing else tells that member.
   */
  public Request toTell(Request request) {
    List<ActorId> waiting = request.waiting();
    if (waiting.isEmpty() || !(request instanceof Invocation invocation)) {
      return request;
    }
    Deque<ActorId> chain = new ArrayDeque<>(invocation.call().chain());
    Set<ActorId> seen = new HashSet<>(waiting);
    List<ActorId> before = running.get(waiting.getFirst());
    while (before != null && chain.size() < LOOK_AT_MAX && seen.add(before.getFirst())) {
      before.subList(1, before.size()).reversed().stream()
          .filter(seen::add)
          .forEach(chain::addFirst);
      chain.addFirst(before.getFirst());
      before = running.get(before.getFirst());
    }
    while (chain.size() > LOOK_AT_MAX) {
      chain.removeFirst();
    }
    return chain.size() == invocation.call().chain().size()
        ? request
        : invocation.withChain(List.copyOf(chain));
  }

  /** Each of a chain waits for the next from now on, and the last of them for {@code target}. */
  void waits(List<ActorId> chain, ActorId target) {
    for (int i = 0; i < chain.size(); i++) {
      waits(chain.get(i), i + 1 < chain.size() ? chain.get(i + 1) : target);
    }
  }

  private void waits(ActorId caller, ActorId target) {
    waitsFor.compute(
        caller,
        (_, known) -> {
          ConcurrentHashMap<ActorId, Integer> targets =
              known == null ? new ConcurrentHashMap<>(1) : known;
          targets.merge(target, 1, Integer::sum);
          return targets;
        });
  }

  /** One such wait is over. */
  void answered(List<ActorId> chain, ActorId target) {
    for (int i = 0; i < chain.size(); i++) {
      answered(chain.get(i), i + 1 < chain.size() ? chain.get(i + 1) : target);
    }
  }

  private void answered(ActorId caller, ActorId target) {
    waitsFor.computeIfPresent(
        caller,
        (_, targets) -> {
          targets.computeIfPresent(target, (_, calls) -> calls == 1 ? null : calls - 1);
          return targets.isEmpty() ? null : targets;
        });
  }

  /**
   * Whether {@code waiting}, which is busy, waits for {@code caller}, directly or through others.
   */
  boolean leads(ActorId waiting, ActorId caller) {
    Set<ActorId> seen = new HashSet<>();
    Deque<ActorId> next = new ArrayDeque<>(List.of(waiting));
    while (!next.isEmpty() && seen.size() < LOOK_AT_MAX) {
      ActorId actor = next.poll();
      if (actor.equals(caller)) {
        return true;
      }
      if (seen.add(actor)) {
        addTargets(actor, next);
      }
    }
    return false;
  }

  /** No more of them than will be looked at. */
  private void addTargets(ActorId caller, Deque<ActorId> next) {
    Map<ActorId, Integer> targets = waitsFor.get(caller);
    if (targets != null) {
      Iterator<ActorId> each = targets.keySet().iterator();
      while (each.hasNext() && next.size() < LOOK_AT_MAX) {
        next.add(each.next());
      }
    }
  }
}
