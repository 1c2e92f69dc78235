package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
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
  private static final int RETRY_MILLIS = 50;

  /** One actor that has something to do, or whose state is known. */
  private static final class Actor {
    final int number;
    final ArrayDeque<Arrival> mailbox = new ArrayDeque<>();
    boolean isBusy;
    boolean isPolling;
    SimulatedStore.@Nullable State known;
    int forgotten;

    /** Turns that were acknowledged and are not saved, and since when. */
    int unsaved;

    /** Those of them that the store did not lose. */
    int counted;

    long unsavedSince;

    /** How often states were forgotten before the first of them. */
    int unsavedAfter;

    @Nullable Identity unsavedUnder;
    SimulatedStore.@Nullable State unsavedState;

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

  Map<SlotId, Activations> giveAway(Set<SlotId> slots) {
    var found = new HashMap<SlotId, Activations>();
    slots.forEach(slot -> found.put(slot, new Activations(new HashSet<>(), new HashMap<>())));
    for (Actor actor : actors.values()) {
      Activations ofSlot = found.get(process.slotOf(actor.number));
      if (ofSlot != null) {
        if (world.mutation().keeps(ModelRule.UNSAVED_STATES_ARE_SAVED)) {
          saveIfUnsaved(actor);
        }
        SimulatedStore.State state = actor.known;
        if (actor.isBusy) {
          ofSlot.busy().add(world.idOf(actor.number));
        } else if (state != null && state.revision() > 0) {
          ofSlot.idle().put(world.idOf(actor.number), state.toSnapshot());
        }
      }
    }
    return found;
  }

  void saveAll() {
    actors.values().forEach(this::saveIfUnsaved);
  }

  private void saveIfUnsaved(Actor actor) {
    if (actor.unsaved > 0 && !actor.isBusy) {
      actor.isBusy = true;
      SimulatedStore.State state = requireNonNull(actor.unsavedState);
      Identity me = requireNonNull(actor.unsavedUnder);
      saveLater(actor, me, state);
    }
  }

  /** Saves it again if the outcome is unknown: if it was saved, it is there. */
  private void saveLater(Actor actor, Identity me, SimulatedStore.State state) {
    SimulatedStore.State next = state.next(state.value());
    process.onStore(
        () ->
            world.store().isSaved(actor.number, next)
                ? SimulatedStore.SaveResult.SAVED
                : world.store().save(me, actor.number, state, next, List.of(), null),
        result -> {
          if (result == SimulatedStore.SaveResult.SAVED) {
            actor.unsaved = 0;
            actor.counted = 0;
            actor.known = actor.known == null ? null : next;
          } else {
            actor.known = null;
            loseUnsaved(actor);
            process.actors.say(number, process.cluster::onSuspicion);
          }
          end(actor);
        },
        () -> process.schedule(RETRY_MILLIS, () -> saveLater(actor, me, state)));
  }

  /** What was acknowledged since the last save is gone. */
  void loseUnsaved() {
    actors.values().forEach(this::loseUnsaved);
  }

  void onStoreWentBack() {
    actors.values().forEach(actor -> actor.counted = 0);
  }

  private void loseUnsaved(Actor actor) {
    if (actor.unsaved > 0) {
      world.loseUnsaved(process, actor.number, actor.counted, actor.unsavedSince);
      actor.unsaved = 0;
      actor.counted = 0;
    }
  }

  boolean isIdle() {
    return unconfirmed.isEmpty()
        && actors.values().stream().noneMatch(a -> a.isBusy || a.unsaved > 0);
  }

  void opened(SlotId slot) {
    for (Actor actor : List.copyOf(actors.values())) {
      if (process.slotOf(actor.number).equals(slot)) {
        tryNext(actor);
      }
    }
  }

  void closed(SlotId slot) {
    for (Actor actor : List.copyOf(actors.values())) {
      if (process.slotOf(actor.number).equals(slot)) {
        if (world.mutation().keeps(ModelRule.STATES_ARE_FORGOTTEN)) {
          actor.forget();
        }
        giveBack(actor);
      }
    }
  }

  void discardAll() {
    for (Actor actor : actors.values()) {
      loseUnsaved(actor);
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

  /** What a host has not registered it is not asked for, though it has other types of the group. */
  void take(Arrival arrival) {
    if (!process.types.contains(world.typeOf(arrival.call().actor))) {
      process.schedule(POLL_MILLIS, arrival::onFailed);
      return;
    }
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
    Permit permit = permit(actor);
    if (permit == null) {
      pollLater(actor);
      return;
    }
    Arrival arrival = actor.mailbox.remove();
    actor.isBusy = true;
    int generation = actor.forgotten;
    SimulatedStore.State state = actor.known;
    if (state == null) {
      state = handedOver(actor, permit);
    }
    if (state != null) {
      begin(actor, arrival, state, generation);
    } else {
      world.onLoad();
      process.onStore(
          () -> world.store().state(actor.number),
          loaded -> begin(actor, arrival, loaded, generation),
          () -> putBack(actor, arrival));
    }
  }

  private SimulatedStore.@Nullable State handedOver(Actor actor, Permit permit) {
    Snapshot snapshot =
        process.cluster.takeState(permit, world.idOf(actor.number), process.slotOf(actor.number));
    if (snapshot == null) {
      return null;
    }
    world.onStateHandedOver();
    return SimulatedStore.State.of(snapshot);
  }

  private @Nullable Permit permit(Actor actor) {
    return process.hostUp ? process.permit(actor.number) : null;
  }

  private void pollLater(Actor actor) {
    if (!actor.isPolling) {
      actor.isPolling = true;
      process.schedule(
          POLL_MILLIS,
          () -> {
            actor.isPolling = false;
            if (process.cluster.place(process.slotOf(actor.number)) instanceof SlotPlace.Here) {
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

  /**
   * Where the slot was given away, the end of a turn is said once its state is saved, also if the
   * slot has come back meanwhile: the next turn loads it.
   */
  private void end(Actor actor) {
    actor.isBusy = false;
    boolean isOverdue = world.now() - actor.unsavedSince >= LocalCluster.SAVED_WITHIN_MILLIS;
    boolean isOfBefore = actor.unsavedAfter != actor.forgotten;
    if (actor.unsaved > 0 && (isOverdue || isOfBefore || permit(actor) == null)) {
      saveIfUnsaved(actor);
      return;
    }
    world.endTurn(actor.number);
    ActorId id = world.idOf(actor.number);
    SlotId slot = process.slotOf(actor.number);
    process.actors.say(number, () -> process.cluster.onTurnEnded(id, slot));
    tryNext(actor);
  }

  /**
   * The host is asked in this moment. A state that was loaded before the slot was given away is
   * old, though the slot may have come back.
   */
  private void begin(Actor actor, Arrival arrival, SimulatedStore.State state, int generation) {
    Permit permit = permit(actor);
    if (permit == null || generation != actor.forgotten) {
      putBack(actor, arrival);
      return;
    }
    actor.known = state;
    process.cluster.onTurnBegun(process.slotOf(actor.number));
    long millis = world.beginTurn(process, permit, arrival.call());
    process.in(
        millis,
        () -> {
          List<Integer> sends =
              arrival.call().isRead ? List.of() : world.receiversOf(arrival.call());
          if (arrival.call().isRead) {
            reply(actor, arrival, permit.member(), state);
          } else if (world.isSavedLater(actor.number)
              && sends.isEmpty()
              && arrival.call().message == null) {
            keep(actor, arrival, permit.member(), state, generation);
          } else {
            save(actor, arrival, permit.member(), state, sends, generation);
          }
        });
  }

  /**
   * In snapshot mode a turn is acknowledged before its state is saved, as soon as a reply may
   * leave.
   */
  private void keep(
      Actor actor, Arrival arrival, Identity me, SimulatedStore.State state, int generation) {
    if (generation != actor.forgotten || !process.cluster.isConfirmed(me)) {
      save(actor, arrival, me, state, List.of(), generation);
      return;
    }
    actor.known = new SimulatedStore.State(state.revision(), state.value() + 1);
    actor.unsavedState = actor.known;
    if (actor.unsaved++ == 0) {
      actor.unsavedSince = world.now();
      actor.unsavedUnder = me;
      actor.unsavedAfter = generation;
      process.in(LocalCluster.SAVED_WITHIN_MILLIS, () -> saveIfUnsaved(actor));
    }
    if (world.onAcknowledged(arrival.call(), me)) {
      actor.counted++;
    }
    arrival.onAnswered();
    end(actor);
  }

  private void reply(Actor actor, Arrival arrival, Identity me, SimulatedStore.State state) {
    Runnable reply =
        () -> {
          world.onRead(arrival.call(), me, state.value());
          arrival.onAnswered();
        };
    if (process.cluster.isConfirmed(me)) {
      reply.run();
    } else if (!me.equals(process.cluster.identity())) {
      arrival.onFailed();
    } else if (world.mutation().keeps(ModelRule.READS_ARE_CONFIRMED)) {
      unconfirmed.add(arrival);
      awaitConfirmation(arrival, me, reply);
    } else {
      reply.run();
    }
    end(actor);
  }

  private void awaitConfirmation(Arrival arrival, Identity me, Runnable reply) {
    process.schedule(
        POLL_MILLIS,
        () -> {
          if (!unconfirmed.contains(arrival)) {
            return;
          }
          if (process.cluster.isConfirmed(me)) {
            unconfirmed.remove(arrival);
            reply.run();
          } else {
            awaitConfirmation(arrival, me, reply);
          }
        });
  }

  /** The state that it saves includes what was not saved before. */
  private void save(
      Actor actor,
      Arrival arrival,
      Identity me,
      SimulatedStore.State state,
      List<Integer> sends,
      int generation) {
    SimulatedStore.State next = state.next(state.value() + 1);
    Message consumed = arrival.call().message;
    long[] savedAt = {0};
    process.onStore(
        () -> {
          savedAt[0] = world.now();
          boolean isThere = actor.unsaved > 0 && world.store().isSaved(actor.number, next);
          return isThere
              ? SimulatedStore.SaveResult.SAVED
              : world.store().save(me, actor.number, state, next, sends, consumed);
        },
        result -> {
          switch (result) {
            case SAVED -> {
              world.onSaved(arrival.call(), savedAt[0]);
              actor.unsaved = 0;
              actor.counted = 0;
              actor.known = generation == actor.forgotten ? next : null;
              arrival.onAnswered();
            }
            case GONE -> arrival.onFailed();
            case FENCED, CONFLICT -> {
              actor.known = null;
              loseUnsaved(actor);
              process.actors.say(number, process.cluster::onSuspicion);
              arrival.onFailed();
            }
          }
          end(actor);
        },
        () -> {
          if (actor.unsaved > 0) {
            process.schedule(
                RETRY_MILLIS, () -> save(actor, arrival, me, state, sends, generation));
          } else {
            actor.known = null;
            arrival.onFailed();
            end(actor);
          }
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
