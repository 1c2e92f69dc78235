package io.actorproxy.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.StoredActor;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.time.TimeSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads and saves states for event loops, which must not wait for a store. Thread safe. */
public final class StateManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateManager.class);

  private final SnapshotStore snapshots;
  private final HistoryStore history;
  private final IfNeverSaved neverSaved;
  private final StoreTrouble trouble;
  private final GroupCommitter committer;
  private final ExecutorService loaders;
  private final Semaphore loadPermits;

  /**
   * @param namesakes who could claim an imported state
   */
  public StateManager(StateStore store, Namesakes namesakes, StateConfig config, TimeSource time) {
    this(
        store.snapshots(),
        store.history(),
        new Adoption(store.snapshots(), store.imports(), namesakes, time)::adopt,
        config,
        time,
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("state-load-", 0).factory()));
    committer.start();
  }

  /** One whose loads run on {@code loaders}, and whose committer must be driven. */
  StateManager(
      SnapshotStore snapshots,
      HistoryStore history,
      IfNeverSaved neverSaved,
      StateConfig config,
      TimeSource time,
      ExecutorService loaders) {
    this.snapshots = snapshots;
    this.history = history;
    this.neverSaved = neverSaved;
    this.trouble = new StoreTrouble(new StoreCalls(time, config.stallMillis()));
    this.committer = new GroupCommitter(snapshots, config, time, trouble);
    this.loaders = loaders;
    this.loadPermits = new Semaphore(config.loadConcurrency());
  }

  /** Looks elsewhere for an actor that was never saved. */
  @FunctionalInterface
  interface IfNeverSaved {
    Optional<Snapshot> find(ActorId actor) throws StoreException;
  }

  GroupCommitter committer() {
    return committer;
  }

  /** Loads the state of an actor; {@code callback} is called exactly once, on {@code loop}. */
  public void load(ActorId actor, Executor loop, Consumer<LoadResult> callback) {
    load(actor, () -> current(actor), loop, callback);
  }

  private Optional<Snapshot> current(ActorId actor) throws StoreException {
    Optional<Snapshot> saved = snapshots.load(SaveRequest.keyOf(actor));
    return saved.isPresent() ? saved : neverSaved.find(actor);
  }

  /**
   * Loads the newest state of an actor that is there at or before a revision; {@code callback} is
   * called exactly once, on {@code loop}, with Missing if nothing is that old.
   */
  public void loadAtOrBefore(
      ActorId actor, long revision, Executor loop, Consumer<LoadResult> callback) {
    load(actor, () -> history.atOrBefore(SaveRequest.keyOf(actor), revision), loop, callback);
  }

  @FunctionalInterface
  private interface Query {
    Optional<Snapshot> run() throws StoreException;
  }

  private void load(ActorId actor, Query query, Executor loop, Consumer<LoadResult> callback) {
    try {
      loaders.execute(
          () -> {
            LoadResult result = loadWhenPermitted(actor, query);
            loop.execute(() -> callback.accept(result));
          });
    } catch (RejectedExecutionException e) {
      Failure stopping = new Failure(ErrorCode.STORE_UNAVAILABLE, "the proxy is stopping");
      loop.execute(() -> callback.accept(new LoadResult.NotLoaded(stopping)));
    }
  }

  private LoadResult loadWhenPermitted(ActorId actor, Query query) {
    loadPermits.acquireUninterruptibly();
    try {
      return loadNow(actor, query);
    } finally {
      loadPermits.release();
    }
  }

  /** Saves a state together with those of other actors that wait at the same time. */
  public void save(SaveRequest request) {
    committer.add(request);
  }

  /** Somebody waits for a save now that was said to be patient. */
  public void hurry() {
    committer.hurry();
  }

  /**
   * The store has taken a write of somebody else, so it works again; unless saves wait, which are
   * larger and find out by themselves.
   */
  void storeWorks() {
    if (unsaved() == 0) {
      trouble.saved();
    }
  }

  /** Whether the store works, for those who call it by other ways. */
  StoreTrouble storeTrouble() {
    return trouble;
  }

  /**
   * Why the store does not work, as the last load or save has found, or because one hangs; null
   * while it does.
   */
  public @Nullable Failure trouble() {
    return trouble.current();
  }

  /** How many saves were accepted of which nobody knows yet what came of them. */
  public int unsaved() {
    return committer.unanswered();
  }

  /**
   * Saves what was accepted, as long as the store takes it, and stops. Does not close the store.
   * Waits for as long as a store hangs.
   */
  @Override
  public void close() {
    loaders.shutdown();
    committer.close();
  }

  private LoadResult loadNow(ActorId actor, Query query) {
    try (StoreCalls.Call _ = trouble.calling()) {
      Optional<Snapshot> snapshot = query.run();
      trouble.loaded();
      return snapshot.isEmpty() ? new LoadResult.Missing() : found(snapshot.get());
    } catch (StoreUnavailableException e) {
      Failure failure = StoreFailures.of(e);
      trouble.loadFailed(failure);
      return new LoadResult.NotLoaded(failure);
    } catch (StoreException e) {
      return new LoadResult.NotLoaded(StoreFailures.of(e));
    } catch (FailureException e) {
      return new LoadResult.NotLoaded(e.failure());
    } catch (MalformedMessageException e) {
      return new LoadResult.NotLoaded(e.failure(ErrorCode.STATE_CORRUPTED));
    } catch (RuntimeException | Error e) {
      LOG.error("Expected to load {}, but the store driver broke", actor, e);
      return new LoadResult.NotLoaded(StoreFailures.ofDefect(e));
    }
  }

  private static LoadResult found(Snapshot snapshot) throws MalformedMessageException {
    ByteString bytes = UnsafeByteOperations.unsafeWrap(snapshot.state());
    return new LoadResult.Found(snapshot.revision(), StoredActor.read(bytes));
  }
}
