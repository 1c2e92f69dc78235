package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.TimeSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Loads and saves states for event loops, which must not wait for a store. Thread safe. */
public final class StateManager implements AutoCloseable {
  private final HistoryStore history;
  private final GroupCommitter committer;
  private final ExecutorService loaders;
  private final GroupLoader loader;

  /**
   * @param namesakes who could claim an imported state
   * @param health that learns from each load and save
   * @param memory where loaded states have to find room
   */
  public StateManager(
      StateStore store,
      Namesakes namesakes,
      StateConfig config,
      TimeSource time,
      StoreHealth health,
      ActivationMemory memory) {
    this(
        store.snapshots(),
        store.history(),
        new Adoption(store.snapshots(), store.imports(), namesakes, time)::adopt,
        config,
        time,
        health,
        memory,
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("state-load-", 0).factory()));
    committer.start();
  }

  /** As above, with room for every state. */
  public StateManager(
      StateStore store,
      Namesakes namesakes,
      StateConfig config,
      TimeSource time,
      StoreHealth health) {
    this(store, namesakes, config, time, health, ActivationMemory.unlimited());
  }

  /** One whose loads run on {@code loaders}, and whose committer must be driven. */
  StateManager(
      SnapshotStore snapshots,
      HistoryStore history,
      GroupLoader.IfNeverSaved neverSaved,
      StateConfig config,
      TimeSource time,
      StoreHealth health,
      ActivationMemory memory,
      ExecutorService loaders) {
    this.history = history;
    this.committer = new GroupCommitter(snapshots, config, time, health);
    this.loaders = loaders;
    this.loader =
        new GroupLoader(snapshots, neverSaved, health, config.loadConcurrency(), loaders, memory);
  }

  GroupCommitter committer() {
    return committer;
  }

  /** Loads the state of an actor; {@code callback} is called exactly once, on {@code loop}. */
  public void load(ActorId actor, Executor loop, Consumer<LoadResult> callback) {
    loader.load(actor, loop, callback);
  }

  /**
   * Loads the newest state of an actor that is there at or before a revision; {@code callback} is
   * called exactly once, on {@code loop}, with Missing if nothing is that old.
   */
  public void loadAtOrBefore(
      ActorId actor, long revision, Executor loop, Consumer<LoadResult> callback) {
    loader.load(actor, () -> history.atOrBefore(actor.key(), revision), loop, callback);
  }

  /** Saves a state together with those of other actors that wait at the same time. */
  public void save(SaveRequest request) {
    committer.add(request);
  }

  /** Writes deferred saves now, because a caller has begun to wait for one. */
  public void flushDeferred() {
    committer.flushDeferred();
  }

  /** Number of accepted saves that have no outcome yet. */
  public int unsaved() {
    return committer.unanswered();
  }

  /**
   * Saves what was accepted, as long as the store takes it, and stops. Does not close the store. A
   * store that hangs is waited for, but not for ever.
   */
  @Override
  public void close() {
    loaders.shutdown();
    committer.close();
  }
}
