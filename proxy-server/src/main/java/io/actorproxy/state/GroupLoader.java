package io.actorproxy.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.StoredActor;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads states on threads of their own, a few at a time. Actors that wait at the same moment are
 * loaded together, as many as the store likes best; one that cannot be read does not keep the
 * others from it. Thread safe.
 */
final class GroupLoader {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLoader.class);

  private final SnapshotStore snapshots;
  private final IfNeverSaved neverSaved;
  private final StoreTrouble trouble;
  private final ExecutorService threads;
  private final Semaphore permits;

  /** One for each activation that begins. */
  private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();

  private record Request(ActorId actor, Executor loop, Consumer<LoadResult> callback) {
    void answer(LoadResult result) {
      try {
        callback.accept(result);
      } catch (RuntimeException e) {
        LOG.error("Expected {} to take its state, but it broke", actor, e);
      }
    }
  }

  /** Looks elsewhere for an actor that was never saved. */
  @FunctionalInterface
  interface IfNeverSaved {
    Optional<Snapshot> find(ActorId actor) throws StoreException;
  }

  /** What one load asks of the store. */
  @FunctionalInterface
  interface Query {
    Optional<Snapshot> run() throws StoreException;
  }

  /** Runs at most {@code concurrency} loads at the same time, on {@code threads}. */
  GroupLoader(
      SnapshotStore snapshots,
      IfNeverSaved neverSaved,
      StoreTrouble trouble,
      int concurrency,
      ExecutorService threads) {
    this.snapshots = snapshots;
    this.neverSaved = neverSaved;
    this.trouble = trouble;
    this.permits = new Semaphore(concurrency);
    this.threads = threads;
  }

  /** Loads the current state of an actor; {@code callback} is called exactly once, on its loop. */
  void load(ActorId actor, Executor loop, Consumer<LoadResult> callback) {
    Request request = new Request(actor, loop, callback);
    waiting.add(request);
    try {
      // A task for each, though most find that another one has loaded theirs: none is forgotten.
      threads.execute(this::loadWaiting);
    } catch (RejectedExecutionException e) {
      if (waiting.remove(request)) {
        loop.execute(() -> request.answer(stopping()));
      }
    }
  }

  /** As {@link #load}, for something else than the current state. */
  void load(ActorId actor, Query query, Executor loop, Consumer<LoadResult> callback) {
    Request request = new Request(actor, loop, callback);
    try {
      threads.execute(
          () -> withPermit(() -> answer(List.of(request), List.of(loadNow(actor, query)))));
    } catch (RejectedExecutionException e) {
      loop.execute(() -> request.answer(stopping()));
    }
  }

  private static LoadResult stopping() {
    return new LoadResult.NotLoaded(
        new Failure(ErrorCode.STORE_UNAVAILABLE, "the proxy is stopping"));
  }

  private void withPermit(Runnable load) {
    permits.acquireUninterruptibly();
    try {
      load.run();
    } finally {
      permits.release();
    }
  }

  private void loadWaiting() {
    if (!waiting.isEmpty()) {
      withPermit(
          () -> {
            List<Request> group = nextGroup();
            answer(group, loadNow(group));
          });
    }
  }

  private List<Request> nextGroup() {
    List<Request> group = new ArrayList<>();
    for (int room = snapshots.loadBatch(); room > 0; room--) {
      Request next = waiting.poll();
      if (next == null) {
        break;
      }
      group.add(next);
    }
    return group;
  }

  /** What the store has of each, in their order. */
  private List<LoadResult> loadNow(List<Request> group) {
    if (group.size() < 2) {
      return eachAlone(group);
    }
    List<ActorKey> keys = group.stream().map(r -> SaveRequest.keyOf(r.actor())).toList();
    List<Optional<Snapshot>> saved;
    try (StoreCalls.Call _ = trouble.calling()) {
      saved = snapshots.load(keys);
    } catch (StoreUnavailableException e) {
      return Collections.nCopies(group.size(), unavailable(e));
    } catch (StoreException | RuntimeException | Error _) {
      // One of them spoils it for the others. Which one is found out, and told, by loading it
      // alone.
      return eachAlone(group);
    }
    trouble.loaded();
    List<LoadResult> results = new ArrayList<>(group.size());
    for (int i = 0; i < group.size(); i++) {
      ActorId actor = group.get(i).actor();
      Optional<Snapshot> snapshot = saved.get(i);
      results.add(loadNow(actor, () -> snapshot.isPresent() ? snapshot : neverSaved.find(actor)));
    }
    return results;
  }

  private List<LoadResult> eachAlone(List<Request> group) {
    return group.stream().map(r -> loadNow(r.actor(), () -> current(r.actor()))).toList();
  }

  private Optional<Snapshot> current(ActorId actor) throws StoreException {
    Optional<Snapshot> saved = snapshots.load(SaveRequest.keyOf(actor));
    return saved.isPresent() ? saved : neverSaved.find(actor);
  }

  private LoadResult loadNow(ActorId actor, Query query) {
    try (StoreCalls.Call _ = trouble.calling()) {
      Optional<Snapshot> snapshot = query.run();
      trouble.loaded();
      return snapshot.isEmpty() ? new LoadResult.Missing() : found(snapshot.get());
    } catch (StoreUnavailableException e) {
      return unavailable(e);
    } catch (StoreException e) {
      return new LoadResult.NotLoaded(StoreFailures.of(e));
    } catch (FailureException e) {
      return new LoadResult.NotLoaded(e.failure());
    } catch (RuntimeException | Error e) {
      LOG.error("Expected to load {}, but the store driver broke", actor, e);
      return new LoadResult.NotLoaded(StoreFailures.ofDefect(e));
    }
  }

  private LoadResult unavailable(StoreUnavailableException e) {
    Failure failure = StoreFailures.of(e);
    trouble.loadFailed(failure);
    return new LoadResult.NotLoaded(failure);
  }

  private static LoadResult found(Snapshot snapshot) {
    ByteString bytes = UnsafeByteOperations.unsafeWrap(snapshot.state());
    try {
      return new LoadResult.Found(snapshot.revision(), StoredActor.read(bytes));
    } catch (MalformedMessageException e) {
      return new LoadResult.NotLoaded(e.failure(ErrorCode.STATE_CORRUPTED));
    }
  }

  /** One wake-up of each loop, however many of its actors were loaded. */
  private static void answer(List<Request> group, List<LoadResult> results) {
    Map<Executor, List<Runnable>> byLoop = new IdentityHashMap<>();
    for (int i = 0; i < group.size(); i++) {
      Request request = group.get(i);
      LoadResult result = results.get(i);
      byLoop
          .computeIfAbsent(request.loop(), _ -> new ArrayList<>())
          .add(() -> request.answer(result));
    }
    byLoop.forEach((loop, answers) -> loop.execute(() -> answers.forEach(Runnable::run)));
  }
}
