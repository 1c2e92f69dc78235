package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The actors of one event loop of a process: mailboxes, turns that take a while at the host, loads
 * and saves. A model of what the product's entities do.
 */
final class ModelPartition {
  private static final int POLL_MILLIS = 20;

  /** One actor that has something to do, or whose state is known. */
  private static final class Actor {
    final int number;
    final ArrayDeque<Arrival> mailbox = new ArrayDeque<>();
    boolean isBusy;
    boolean isPolling;
    SimulatedStore.@Nullable State known;
    int forgotten;

    Actor(int number) {
      this.number = number;
    }

    void forget() {
      known = null;
      forgotten++;
    }
  }

  private final LocalCluster world;
  private final SimulatedProcess process;
  final int number;
  private final Map<Integer, Actor> actors = new TreeMap<>();
  private final Set<Arrival> unconfirmed = new LinkedHashSet<>();

  ModelPartition(LocalCluster world, SimulatedProcess process, int number) {
    this.world = world;
    this.process = process;
    this.number = number;
  }

  private @Nullable Actor actor(int actor) {
    return actors.get(actor);
  }

  // --- what the cluster asks

  Map<SlotId, Set<ActorId>> busy(Set<SlotId> slots) {
    var busy = new HashMap<SlotId, Set<ActorId>>();
    for (Actor actor : actors.values()) {
      SlotId slot = world.slotOf(actor.number);
      if (actor.isBusy && slots.contains(slot)) {
        busy.computeIfAbsent(slot, _ -> new HashSet<>()).add(world.idOf(actor.number));
      }
    }
    return busy;
  }

  boolean isIdle() {
    return unconfirmed.isEmpty() && actors.values().stream().noneMatch(a -> a.isBusy);
  }

  void opened(SlotId slot) {
    for (int number : world.actorsOf(slot)) {
      Actor actor = actor(number);
      if (actor != null) {
        tryNext(actor);
      }
    }
  }

  void closed(SlotId slot) {
    for (int number : world.actorsOf(slot)) {
      Actor actor = actor(number);
      if (actor != null) {
        actor.forget();
        giveBack(actor);
      }
    }
  }

  void discardAll() {
    for (Actor actor : actors.values()) {
      actor.forget();
      giveBack(actor);
    }
    List<Arrival> held = List.copyOf(unconfirmed);
    unconfirmed.clear();
    held.forEach(Arrival::onFailed);
  }

  private static void giveBack(Actor actor) {
    List<Arrival> waiting = List.copyOf(actor.mailbox);
    actor.mailbox.clear();
    waiting.forEach(Arrival::giveBack);
  }

  // --- turns

  void take(Arrival arrival) {
    Actor actor = actors.computeIfAbsent(arrival.call().actor, Actor::new);
    actor.mailbox.add(arrival);
    if (arrival.call().message == null) {
      process.at(arrival.call().deadline(), () -> onDeadline(actor, arrival));
    }
    tryNext(actor);
  }

  private static void onDeadline(Actor actor, Arrival arrival) {
    if (!arrival.call().isOver()) {
      actor.mailbox.remove(arrival);
      arrival.onFailed();
    }
  }

  private void tryNext(Actor actor) {
    if (actor.isBusy || actor.mailbox.isEmpty()) {
      return;
    }
    if (permit(actor) == null) {
      pollLater(actor);
      return;
    }
    Arrival arrival = actor.mailbox.remove();
    actor.isBusy = true;
    SimulatedStore.State state = actor.known;
    if (state != null) {
      begin(actor, arrival, state);
    } else {
      process.onStore(
          () -> world.store().state(actor.number),
          loaded -> begin(actor, arrival, loaded),
          () -> putBack(actor, arrival));
    }
  }

  private @Nullable Permit permit(Actor actor) {
    return process.hostUp
        ? process.cluster.permit(world.idOf(actor.number), world.slotOf(actor.number))
        : null;
  }

  private void pollLater(Actor actor) {
    if (!actor.isPolling) {
      actor.isPolling = true;
      process.schedule(
          POLL_MILLIS,
          () -> {
            actor.isPolling = false;
            if (process.cluster.place(world.slotOf(actor.number)) instanceof SlotPlace.Here) {
              tryNext(actor);
            } else {
              giveBack(actor);
            }
          });
    }
  }

  private void putBack(Actor actor, Arrival arrival) {
    end(actor);
    arrival.giveBack();
  }

  private void end(Actor actor) {
    actor.isBusy = false;
    world.endTurn(actor.number);
    ActorId id = world.idOf(actor.number);
    SlotId slot = world.slotOf(actor.number);
    process.actors.say(number, () -> process.cluster.onTurnEnded(id, slot));
    tryNext(actor);
  }

  /** The host is asked in this moment. */
  private void begin(Actor actor, Arrival arrival, SimulatedStore.State state) {
    Permit permit = permit(actor);
    if (permit == null) {
      putBack(actor, arrival);
      return;
    }
    actor.known = state;
    int generation = actor.forgotten;
    long millis = world.beginTurn(process, permit, arrival.call());
    process.in(
        millis,
        () -> {
          if (arrival.call().isRead) {
            reply(actor, arrival, permit.member(), state);
          } else {
            save(actor, arrival, permit.member(), state, generation);
          }
        });
  }

  private void reply(Actor actor, Arrival arrival, Identity me, SimulatedStore.State state) {
    Runnable reply =
        () -> {
          world.onRead(arrival.call(), me, state.value());
          arrival.onAnswered();
        };
    if (process.cluster.isConfirmed(me)) {
      reply.run();
    } else if (me.equals(process.cluster.identity())) {
      unconfirmed.add(arrival);
      process.actors.say(
          number, () -> process.cluster.whenConfirmed(me, () -> confirmed(arrival, reply)));
    } else {
      arrival.onFailed();
    }
    end(actor);
  }

  private void confirmed(Arrival arrival, Runnable reply) {
    if (unconfirmed.remove(arrival)) {
      reply.run();
    }
  }

  private void save(
      Actor actor, Arrival arrival, Identity me, SimulatedStore.State state, int generation) {
    var next = new SimulatedStore.State(state.revision() + 1, state.value() + 1);
    List<Integer> sends = world.receiversOf(arrival.call());
    long[] savedAt = {0};
    process.onStore(
        () -> {
          savedAt[0] = world.now();
          return world.store().save(me, actor.number, state, next, sends, arrival.call().message);
        },
        result -> {
          if (result == SimulatedStore.SaveResult.SAVED) {
            world.onSaved(arrival.call(), savedAt[0]);
            actor.known = generation == actor.forgotten ? next : null;
            arrival.onAnswered();
          } else {
            actor.known = null;
            process.actors.say(number, process.cluster::onSuspicion);
            arrival.onFailed();
          }
          end(actor);
        },
        () -> {
          actor.known = null;
          arrival.onFailed();
          end(actor);
        });
  }

  /** For the trace of one seed. */
  String describe(int number) {
    Actor actor = actor(number);
    return process
        + (actor == null
            ? ""
            : " mailbox "
                + actor.mailbox.size()
                + (actor.isBusy ? " busy" : "")
                + (actor.isPolling ? " polling" : ""));
  }
}
