package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The actors of a process of the simulation: mailboxes, turns that take a while at the host, loads
 * and saves. A model of what the product's entities do.
 */
final class ModelActors implements LocalActors {
  private static final int POLL_MILLIS = 20;
  private static final int ROUTE_MILLIS = 40;

  private final LocalCluster world;
  private final SimulatedProcess process;
  private final List<ArrayDeque<Call>> mailboxes = new ArrayList<>();
  private final boolean[] busy;
  private final boolean[] polling;
  private final SimulatedStore.@Nullable State[] known;
  private final int[] forgotten;
  private final Set<Call> unconfirmed = new HashSet<>();

  ModelActors(LocalCluster world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
    int count = world.actorCount();
    for (int actor = 0; actor < count; actor++) {
      mailboxes.add(new ArrayDeque<>());
    }
    busy = new boolean[count];
    polling = new boolean[count];
    known = new SimulatedStore.State[count];
    forgotten = new int[count];
  }

  // --- what the cluster asks

  @Override
  public void busy(SlotId slot, Consumer<Set<ActorId>> then) {
    process.schedule(
        world.random().nextInt(3),
        () -> {
          var names = new HashSet<ActorId>();
          for (int actor : world.actorsOf(slot)) {
            if (busy[actor]) {
              names.add(world.idOf(actor));
            }
          }
          then.accept(names);
        });
  }

  @Override
  public boolean isIdle() {
    for (boolean one : busy) {
      if (one) {
        return false;
      }
    }
    return unconfirmed.isEmpty();
  }

  @Override
  public void opened(SlotId slot) {
    for (int actor : world.actorsOf(slot)) {
      tryNext(actor);
    }
  }

  @Override
  public void closed(SlotId slot) {
    for (int actor : world.actorsOf(slot)) {
      known[actor] = null;
      forgotten[actor]++;
      reroute(actor);
    }
  }

  @Override
  public void discardAll() {
    Arrays.fill(known, null);
    for (int actor = 0; actor < known.length; actor++) {
      forgotten[actor]++;
      reroute(actor);
    }
    List.copyOf(unconfirmed).forEach(world::fail);
    unconfirmed.clear();
  }

  private void reroute(int actor) {
    ArrayDeque<Call> mailbox = mailboxes.get(actor);
    List<Call> waiting = List.copyOf(mailbox);
    mailbox.clear();
    waiting.forEach(call -> process.schedule(1, () -> route(call)));
  }

  // --- calls

  /** Takes a call here, or sends it to the owner of its actor, again and again. */
  void route(Call call) {
    if (call.isOver()) {
      return;
    }
    if (process.hasLeft) {
      world.call(call);
      return;
    }
    Identity me = process.cluster.identity();
    Slot row = process.cluster.slot(world.slotOf(call.actor));
    if (me == null || row == null || row.owner() == Slot.NO_MEMBER) {
      process.schedule(ROUTE_MILLIS, () -> route(call));
    } else if (row.owner() == me.epoch()) {
      take(call);
    } else if (!process.sendTo(
        row.owner(),
        to -> to.actors.accept(call, process, me.epoch()),
        () -> process.schedule(10, () -> route(call)))) {
      process.schedule(ROUTE_MILLIS, () -> route(call));
    }
  }

  private void accept(Call call, SimulatedProcess from, long fromEpoch) {
    Identity me = process.cluster.identity();
    SlotId slot = world.slotOf(call.actor);
    Frame.Moved moved = process.cluster.moved(slot);
    if (me != null && moved != null && moved.slot().owner() == me.epoch()) {
      take(call);
      return;
    }
    boolean sent =
        me != null
            && process.sendTo(
                fromEpoch,
                to -> {
                  if (moved != null) {
                    to.cluster.onFrame(me.epoch(), moved);
                  }
                  to.schedule(10, () -> to.actors.route(call));
                },
                () -> from.schedule(10, () -> from.actors.route(call)));
    if (!sent) {
      // The caller's side finds that the connection is gone, and that the call did not run.
      from.schedule(50, () -> from.actors.route(call));
    }
  }

  private void take(Call call) {
    mailboxes.get(call.actor).add(call);
    tryNext(call.actor);
  }

  /** For the trace of one seed. */
  String describe(int actor) {
    return process
        + " mailbox "
        + mailboxes.get(actor).size()
        + (busy[actor] ? " busy" : "")
        + (polling[actor] ? " polling" : "");
  }

  // --- turns

  private void tryNext(int actor) {
    ArrayDeque<Call> mailbox = mailboxes.get(actor);
    mailbox.removeIf(Call::isOver);
    if (busy[actor] || mailbox.isEmpty()) {
      return;
    }
    Identity me = process.cluster.identity();
    if (me == null || !mayStart(actor)) {
      pollLater(actor);
      return;
    }
    Call call = mailbox.remove();
    busy[actor] = true;
    SimulatedStore.State state = known[actor];
    if (state != null) {
      begin(call, me, state);
    } else {
      process.onStore(
          () -> world.store().state(actor), loaded -> begin(call, me, loaded), () -> putBack(call));
    }
  }

  private boolean mayStart(int actor) {
    return process.hostUp && process.cluster.mayStart(world.idOf(actor), world.slotOf(actor));
  }

  private void pollLater(int actor) {
    if (!polling[actor]) {
      polling[actor] = true;
      process.schedule(
          POLL_MILLIS,
          () -> {
            polling[actor] = false;
            Slot row = process.cluster.slot(world.slotOf(actor));
            Identity me = process.cluster.identity();
            if (me == null || row == null || row.owner() != me.epoch()) {
              reroute(actor);
            } else {
              tryNext(actor);
            }
          });
    }
  }

  private void putBack(Call call) {
    end(call.actor);
    process.schedule(10, () -> route(call));
  }

  private void end(int actor) {
    busy[actor] = false;
    world.endTurn(actor);
    process.cluster.onTurnEnded(world.idOf(actor), world.slotOf(actor));
    tryNext(actor);
  }

  /** The host is asked in this moment. */
  private void begin(Call call, Identity me, SimulatedStore.State state) {
    int actor = call.actor;
    if (!me.equals(process.cluster.identity()) || !mayStart(actor)) {
      putBack(call);
      return;
    }
    known[actor] = state;
    int generation = forgotten[actor];
    long millis = world.beginTurn(process, me, call);
    world
        .time()
        .in(
            millis,
            () ->
                process.run(
                    () -> {
                      if (call.isRead) {
                        reply(call, me, state);
                      } else {
                        save(call, me, state, generation);
                      }
                    }));
  }

  private void reply(Call call, Identity me, SimulatedStore.State state) {
    if (me.equals(process.cluster.identity())) {
      unconfirmed.add(call);
      process.cluster.whenConfirmed(
          () -> {
            unconfirmed.remove(call);
            world.answerRead(call, me, state.value());
          });
    } else {
      world.fail(call);
    }
    end(call.actor);
  }

  private void save(Call call, Identity me, SimulatedStore.State state, int generation) {
    int actor = call.actor;
    var next = new SimulatedStore.State(state.revision() + 1, state.value() + 1);
    long[] savedAt = {0};
    process.onStore(
        () -> {
          savedAt[0] = world.now();
          return world.store().save(me, actor, state, next);
        },
        result -> {
          if (result == SimulatedStore.SaveResult.SAVED) {
            world.answerSaved(call, savedAt[0]);
            known[actor] = generation == forgotten[actor] ? next : null;
          } else {
            known[actor] = null;
            process.cluster.onSuspicion();
            world.fail(call);
          }
          end(actor);
        },
        () -> {
          known[actor] = null;
          world.fail(call);
          end(actor);
        });
  }
}
