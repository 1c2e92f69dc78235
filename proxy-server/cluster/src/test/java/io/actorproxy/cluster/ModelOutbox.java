package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Delivers the messages to actors whose slots the process owns. A model of what the product's
 * outbox does: it claims messages, delivers those of one lane one after the other, and gives back
 * what it has not begun when the slot is another's.
 */
final class ModelOutbox {
  private static final int POLL_MILLIS = 150;

  private final LocalCluster world;
  private final SimulatedProcess process;
  private final Map<Long, Message> underWay = new TreeMap<>();
  private final Map<Message.Lane, ArrayDeque<Message>> lanes = new java.util.HashMap<>();
  private int generation;

  ModelOutbox(LocalCluster world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
  }

  void start() {
    process.schedule(POLL_MILLIS / 2 + world.random().nextInt(POLL_MILLIS), this::poll);
  }

  private void poll() {
    Identity me = process.cluster.identity();
    Set<SlotId> slots = process.cluster.claimable();
    int now = generation;
    if (me == null) {
      start();
      return;
    }
    var known = new TreeSet<>(underWay.keySet());
    process.onStore(
        () -> world.store().claim(me, slots, known),
        claimed -> {
          if (now == generation) {
            claimed.forEach(this::add);
          }
          start();
        },
        this::start);
  }

  private void add(Message message) {
    if (underWay.putIfAbsent(message.id(), message) == null) {
      ArrayDeque<Message> lane = lanes.computeIfAbsent(message.lane(), _ -> new ArrayDeque<>());
      lane.add(message);
      if (lane.size() == 1) {
        deliver(message);
      }
    }
  }

  private void deliver(Message message) {
    int now = generation;
    process.actors.take(
        new Arrival() {
          private final Call call = new Call(message, world.now());

          @Override
          public Call call() {
            return call;
          }

          @Override
          public void giveBack() {
            onLoop(() -> release(message.lane()));
          }

          @Override
          public void onAnswered() {
            onLoop(() -> next(message));
          }

          @Override
          public void onFailed() {
            giveBack();
          }

          private void onLoop(Runnable task) {
            process.schedule(
                0,
                () -> {
                  if (now == generation) {
                    task.run();
                  }
                });
          }
        });
  }

  /** Those that follow go to the new owner, if the slot is another's by now. */
  private void next(Message message) {
    underWay.remove(message.id());
    ArrayDeque<Message> lane = lanes.getOrDefault(message.lane(), new ArrayDeque<>());
    lane.remove(message);
    if (lane.isEmpty()) {
      lanes.remove(message.lane());
    } else if (process.cluster.place(process.slotOf(message.receiver()))
        instanceof SlotPlace.Here) {
      deliver(lane.getFirst());
    } else {
      release(message.lane());
    }
  }

  private void release(Message.Lane lane) {
    ArrayDeque<Message> left = lanes.remove(lane);
    Identity me = process.cluster.identity();
    if (left != null && me != null) {
      release(me, new ArrayList<>(left));
    }
  }

  private void release(Identity me, List<Message> messages) {
    int now = generation;
    process.onStore(
        () -> {
          world.store().release(me, messages);
          return messages;
        },
        released -> {
          if (now == generation) {
            released.forEach(message -> underWay.remove(message.id()));
          }
        },
        () -> {
          if (now == generation) {
            process.schedule(50, () -> release(me, messages));
          }
        });
  }

  /** The claims of a membership that has ended count no more. */
  void discardAll() {
    generation++;
    underWay.clear();
    lanes.clear();
  }
}
