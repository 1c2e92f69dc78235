package io.actorproxy.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.ActorStateMessage;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
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
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads and saves states for event loops, which must not wait for a store. Thread safe. */
public final class StateManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateManager.class);

  private final SnapshotStore snapshots;
  private final GroupCommitter committer;
  private final ExecutorService loaders =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("state-load-", 0).factory());
  private final Semaphore loadPermits;
  private volatile @Nullable Failure loadTrouble;

  public StateManager(StateStore store, StateConfig config, TimeSource time) {
    this.snapshots = store.snapshots();
    this.committer = new GroupCommitter(snapshots, config, time);
    this.loadPermits = new Semaphore(config.loadConcurrency());
  }

  /** Loads the state of an actor; {@code callback} is called exactly once, on {@code loop}. */
  public void load(ActorId actor, Executor loop, Consumer<LoadResult> callback) {
    loaders.execute(
        () -> {
          loadPermits.acquireUninterruptibly();
          LoadResult result;
          try {
            result = loadNow(actor);
          } finally {
            loadPermits.release();
          }
          loop.execute(() -> callback.accept(result));
        });
  }

  /** Saves a state together with those of other actors that wait at the same time. */
  public void save(SaveRequest request) {
    committer.add(request);
  }

  /** Why the store does not work at the moment; null while it does. */
  public @Nullable Failure trouble() {
    Failure saving = committer.trouble();
    return saving != null ? saving : loadTrouble;
  }

  /** Saves what was accepted, as long as the store takes it, and stops. Does not close the store. */
  @Override
  public void close() {
    loaders.shutdown();
    committer.close();
  }

  private LoadResult loadNow(ActorId actor) {
    try {
      Optional<Snapshot> snapshot = snapshots.load(SaveRequest.keyOf(actor));
      loadTrouble = null;
      return snapshot.isEmpty() ? new LoadResult.Missing() : found(snapshot.get());
    } catch (StoreUnavailableException e) {
      Failure failure = StoreFailures.of(e);
      loadTrouble = failure;
      return new LoadResult.NotLoaded(failure);
    } catch (StoreException e) {
      return new LoadResult.NotLoaded(StoreFailures.of(e));
    } catch (MalformedMessageException e) {
      return new LoadResult.NotLoaded(e.failure(ErrorCode.STATE_CORRUPTED));
    } catch (RuntimeException e) {
      LOG.error("Expected to load {}, but the store driver broke", actor, e);
      return new LoadResult.NotLoaded(StoreFailures.ofDefect(e));
    }
  }

  private static LoadResult found(Snapshot snapshot) throws MalformedMessageException {
    ByteString bytes = UnsafeByteOperations.unsafeWrap(snapshot.state());
    return new LoadResult.Found(snapshot.revision(), ActorStateMessage.read(bytes));
  }
}
