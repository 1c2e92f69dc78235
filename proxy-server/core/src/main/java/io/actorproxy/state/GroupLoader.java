package io.actorproxy.state;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.store.LoopAnswers;
import io.actorproxy.store.StoreFailures;
import io.actorproxy.store.StoreHealth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
 * loaded together, as many as the store loads best at once; one that cannot be read does not keep
 * the others from it. Thread safe.
 */
final class GroupLoader {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLoader.class);

  private final SnapshotStore snapshots;
  private final IfNeverSaved neverSaved;
  private final StoreHealth health;
  private final ExecutorService threads;
  private final Semaphore permits;
  private final ActivationMemory memory;

  /** One for each activation that begins. */
  private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();

  private record Request(ActorId actor, Executor loop, Consumer<LoadResult> callback) {
    void answer(LoadResult result) {
      try {
        callback.accept(result);
      } catch (RuntimeException e) {
        LOG.error("BUG: the callback of {} threw; its state was loaded but not taken", actor, e);
      }
    }
  }

  /** The result of one load, and how many bytes it brought into memory. */
  private record Loaded(LoadResult result, long bytes) {}

  /** Looks elsewhere for an actor that was never saved. */
  @FunctionalInterface
  interface IfNeverSaved {
    Optional<Snapshot> find(ActorId actor) throws StoreException;
  }

  /** The query of one load. */
  @FunctionalInterface
  interface Query {
    Optional<Snapshot> run() throws StoreException;
  }

  /**
   * Runs at most {@code concurrency} loads at the same time, on {@code threads}.
   *
   * @param memory where states have to find room before they are read
   */
  GroupLoader(
      SnapshotStore snapshots,
      IfNeverSaved neverSaved,
      StoreHealth health,
      int concurrency,
      ExecutorService threads,
      ActivationMemory memory) {
    this.memory = memory;
    this.snapshots = snapshots;
    this.neverSaved = neverSaved;
    this.health = health;
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
        LoopAnswers.send(loop, () -> request.answer(stopping()));
      }
    }
  }

  /** As {@link #load}, for what a query finds instead of the current state. */
  void load(ActorId actor, Query query, Executor loop, Consumer<LoadResult> callback) {
    Request request = new Request(actor, loop, callback);
    try {
      threads.execute(() -> withPermit(() -> loadAlone(request, query)));
    } catch (RejectedExecutionException e) {
      LoopAnswers.send(loop, () -> request.answer(stopping()));
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
      withPermit(this::loadGroups);
    }
  }

  /** Loads the next group, in parts if there is not enough room for all of it. */
  private void loadGroups() {
    List<Request> left = loadGroup(nextGroup());
    while (!left.isEmpty()) {
      left = loadGroup(left);
    }
  }

  /** Returns those of a group that are still to be loaded. */
  private List<Request> loadGroup(List<Request> group) {
    long room = memory.awaitRoom();
    List<Loaded> results = room == 0 ? noRoom(group) : loadNow(group, room);
    answer(group.subList(0, results.size()), results, room);
    return group.subList(results.size(), group.size());
  }

  private void loadAlone(Request request, Query query) {
    long room = memory.awaitRoom();
    List<Request> group = List.of(request);
    answer(group, room == 0 ? noRoom(group) : List.of(loadNow(request.actor(), query)), room);
  }

  private List<Request> nextGroup() {
    List<Request> group = new ArrayList<>();
    for (int places = snapshots.loadBatch(); places > 0; places--) {
      Request next = waiting.poll();
      if (next == null) {
        break;
      }
      group.add(next);
    }
    return group;
  }

  private List<Loaded> noRoom(List<Request> group) {
    Failure failure =
        new Failure(
            ErrorCode.OVERLOADED,
            "the actors in memory take %d bytes of %d and none leaves, so there is no room for the"
                    .formatted(memory.bytes(), memory.limit())
                + " state of another one; try again later, or raise PROXY_MAX_ACTIVATION_BYTES");
    return Collections.nCopies(group.size(), new Loaded(new LoadResult.NotLoaded(failure), 0));
  }

  /**
   * What the store has of each, in their order; ends early when that is more bytes than there is
   * room for.
   */
  private List<Loaded> loadNow(List<Request> group, long room) {
    if (group.size() < 2) {
      return eachAlone(group, room);
    }
    List<ActorKey> keys = group.stream().map(r -> r.actor().key()).toList();
    List<Optional<Snapshot>> saved;
    try (StoreHealth.StoreCall _ = health.calling()) {
      saved = snapshots.load(keys, room);
    } catch (StoreUnavailableException e) {
      return Collections.nCopies(group.size(), new Loaded(unavailable(e), 0));
    } catch (StoreException | RuntimeException | Error _) {
      // One of them fails the query for all. Loading each alone finds and reports it.
      return eachAlone(group, room);
    }
    health.loaded();
    List<Loaded> results = new ArrayList<>(saved.size());
    for (int i = 0; i < saved.size(); i++) {
      ActorId actor = group.get(i).actor();
      Optional<Snapshot> snapshot = saved.get(i);
      results.add(loadNow(actor, () -> snapshot.isPresent() ? snapshot : neverSaved.find(actor)));
    }
    return results;
  }

  private List<Loaded> eachAlone(List<Request> group, long room) {
    List<Loaded> results = new ArrayList<>(group.size());
    long left = room;
    for (Request request : group) {
      if (left <= 0) {
        break;
      }
      Loaded next = loadNow(request.actor(), () -> current(request.actor()));
      results.add(next);
      left -= next.bytes();
    }
    return results;
  }

  private Optional<Snapshot> current(ActorId actor) throws StoreException {
    Optional<Snapshot> saved = snapshots.load(actor.key());
    return saved.isPresent() ? saved : neverSaved.find(actor);
  }

  private Loaded loadNow(ActorId actor, Query query) {
    try (StoreHealth.StoreCall _ = health.calling()) {
      Optional<Snapshot> snapshot = query.run();
      health.loaded();
      return snapshot
          .map(found -> new Loaded(LoadResult.of(found), found.state().length))
          .orElseGet(() -> new Loaded(new LoadResult.Missing(), 0));
    } catch (StoreException | RuntimeException | Error e) {
      return new Loaded(notLoaded(actor, e), 0);
    }
  }

  private LoadResult notLoaded(ActorId actor, Throwable problem) {
    try {
      throw problem;
    } catch (StoreUnavailableException e) {
      return unavailable(e);
    } catch (StoreException e) {
      return new LoadResult.NotLoaded(StoreFailures.of(e));
    } catch (FailureException e) {
      return new LoadResult.NotLoaded(e.failure());
    } catch (LinkageError e) {
      return unusable(actor, e);
    } catch (Throwable e) {
      LOG.error("Expected to load {}, but the store driver threw", actor, e);
      return new LoadResult.NotLoaded(StoreFailures.ofDefect(e));
    }
  }

  /** The driver lacks a class, so it is not about this actor: no other one can be loaded either. */
  private LoadResult unusable(ActorId actor, LinkageError e) {
    if (health.hasFailed()) {
      LOG.debug("Expected to load {}, but the store driver threw", actor, e);
    } else {
      LOG.error("Expected to load {}, but the store driver threw", actor, e);
    }
    Failure failure = StoreFailures.ofDefect(e);
    health.loadFailed(failure);
    return new LoadResult.NotLoaded(failure);
  }

  private LoadResult unavailable(StoreUnavailableException e) {
    Failure failure = StoreFailures.of(e);
    health.loadFailed(failure);
    return new LoadResult.NotLoaded(failure);
  }

  /**
   * Answers with one wake-up of each loop. Each actor gives back the room of its state when it has
   * taken the state over, and weighs more by it.
   */
  private void answer(List<Request> group, List<Loaded> results, long room) {
    LoopAnswers answers = new LoopAnswers();
    long bytes = 0;
    for (int i = 0; i < results.size(); i++) {
      bytes += results.get(i).bytes();
      answers.add(group.get(i).loop(), new RoomyAnswer(group.get(i), results.get(i)));
    }
    memory.add(bytes - room);
    answers.send();
  }

  /** The answer to one request, which holds the room of its state until it is given or dropped. */
  private final class RoomyAnswer implements LoopAnswers.Answer {
    private final Request request;
    private final Loaded loaded;

    RoomyAnswer(Request request, Loaded loaded) {
      this.request = request;
      this.loaded = loaded;
    }

    @Override
    public void give() {
      request.answer(loaded.result());
      drop();
    }

    @Override
    public void drop() {
      memory.add(-loaded.bytes());
    }
  }
}
