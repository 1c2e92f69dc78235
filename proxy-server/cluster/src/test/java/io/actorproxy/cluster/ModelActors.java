package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The actors of a process of the simulation, on several event loops. What is said between these and
 * the cluster's loop takes a while, and keeps its order for each of them only.
 */
final class ModelActors implements LocalActors {
  private static final int PARTITIONS = 3;

  private final LocalCluster world;
  private final SimulatedProcess process;
  private final List<ModelPartition> partitions = new ArrayList<>();
  private final long[] toPartition = new long[PARTITIONS];
  private final long[] toCluster = new long[PARTITIONS];

  ModelActors(LocalCluster world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(new ModelPartition(world, process, partition));
    }
  }

  private static int partitionOf(int actor) {
    return actor % PARTITIONS;
  }

  /** Takes a call, on the partition of its actor. */
  void take(Arrival arrival) {
    int partition = partitionOf(arrival.call().actor);
    tell(partition, () -> partitions.get(partition).take(arrival));
  }

  /** Runs a task on a partition, after all that it was told before. */
  private void tell(int partition, Runnable task) {
    toPartition[partition] = later(toPartition[partition]);
    process.at(toPartition[partition], task);
  }

  /** Runs a task on the cluster's loop, after all that the partition has said before. */
  void say(int partition, Runnable task) {
    toCluster[partition] = later(toCluster[partition]);
    process.at(toCluster[partition], task);
  }

  private long later(long last) {
    return Math.max(last, world.now() + (world.random().nextInt(4) == 0 ? 1 : 0));
  }

  @Override
  public int partitions() {
    return PARTITIONS;
  }

  @Override
  public void giveAway(
      int partition, Set<SlotId> slots, int bytes, Consumer<Map<SlotId, Activations>> then) {
    tell(
        partition,
        () -> {
          Map<SlotId, Activations> found = partitions.get(partition).giveAway(slots);
          say(partition, () -> then.accept(found));
        });
  }

  @Override
  public void idle(int partition, Consumer<Boolean> then) {
    tell(
        partition,
        () -> {
          partitions.get(partition).saveAll();
          boolean idle = partitions.get(partition).isIdle() && process.openCalls == 0;
          say(partition, () -> then.accept(idle));
        });
  }

  @Override
  public void opened(SlotId slot) {
    for (ModelPartition partition : partitions) {
      tell(partition.number, () -> partition.opened(slot));
    }
  }

  @Override
  public void closed(SlotId slot) {
    for (ModelPartition partition : partitions) {
      tell(partition.number, () -> partition.closed(slot));
    }
  }

  @Override
  public void discardAll() {
    for (ModelPartition partition : partitions) {
      tell(partition.number, partition::discardAll);
    }
    process.outbox.discardAll();
  }

  /** The membership was fenced, or the process is dead: what is not saved is lost. */
  void loseUnsaved() {
    partitions.forEach(ModelPartition::loseUnsaved);
  }

  void onStoreWentBack() {
    partitions.forEach(ModelPartition::onStoreWentBack);
  }

  /** For the trace of one seed. */
  String describe(int actor) {
    return partitions.get(partitionOf(actor)).describe(actor);
  }
}
