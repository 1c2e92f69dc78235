package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.ManualLoop;
import io.actorproxy.time.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The real StateManager over a fake store, without threads: the test says when what happens. */
public final class SteppedState {
  private final FakeSnapshotStore store;
  private final ManualLoop loads = new ManualLoop();
  private final StoreHealth health;
  private final StateManager manager;

  /**
   * @param gatherMillis how long deferred saves are gathered
   */
  public SteppedState(TimeSource time, long gatherMillis, ActivationMemory memory) {
    this(new FakeSnapshotStore(), time, gatherMillis, memory);
  }

  /** The same over a store that others use too. */
  public SteppedState(
      FakeSnapshotStore store, TimeSource time, long gatherMillis, ActivationMemory memory) {
    this.store = store;
    this.health = new StoreHealth(time, 1_000);
    this.manager =
        new StateManager(
            store,
            store.history(),
            _ -> Optional.empty(),
            new StateConfig(4, 1000, 100, 1 << 20, gatherMillis, 1_000),
            time,
            health,
            memory,
            executor(loads));
  }

  public StateManager manager() {
    return manager;
  }

  public StoreHealth health() {
    return health;
  }

  public FakeSnapshotStore store() {
    return store;
  }

  /** Whether a load waits for {@link #load}. */
  public boolean hasLoads() {
    return loads.hasTasks();
  }

  /** Runs the load that waits longest. */
  public void load() {
    loads.runOne();
  }

  /** Runs one transaction with all saves that wait; returns whether the store took it. */
  public boolean commit() {
    return manager.committer().runNext();
  }

  /** What the store holds of an actor: null if nothing, else an encoded ActorState. */
  public byte @Nullable [] stored(ActorId actor) {
    var snapshot = store.stored(actor.key());
    return snapshot == null ? null : snapshot.state();
  }

  /** The actor's revision in the store; 0 if it was never saved. */
  public long revision(ActorId actor) {
    var snapshot = store.stored(actor.key());
    return snapshot == null ? 0 : snapshot.revision();
  }

  /** Another process saves a state of the actor. */
  public void writeBehindTheBack(ActorId actor, byte[] state) {
    store.writeBehindTheBack(actor.key(), state);
  }

  private static ExecutorService executor(ManualLoop loop) {
    return new AbstractExecutorService() {
      @Override
      public void execute(Runnable task) {
        loop.execute(task);
      }

      @Override
      public void shutdown() {}

      @Override
      public List<Runnable> shutdownNow() {
        return List.of();
      }

      @Override
      public boolean isShutdown() {
        return false;
      }

      @Override
      public boolean isTerminated() {
        return false;
      }

      @Override
      public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
      }
    };
  }
}
