package io.actorproxy.registry;

import static java.util.Objects.requireNonNull;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The instances that have been spawned: rows of the store, of which the {@link InstanceCache} knows
 * some. Thread safe; never blocks, but where it says so.
 */
public final class SpawnedInstances {
  /** How many instances are read at a time; they are their keys alone. */
  private static final int PAGE = 1_000;

  /** How many removals by others the store is asked about at a time; they may be wrong. */
  private static final int VERIFIED_MAX = 1_000;

  private final ActorRegistry types;
  private final InstanceCache cache;
  private final InstanceRoom room;
  private final LookupStore store;
  private final LookupReader reader;
  private final LookupWriter writer;
  private final int waitersMax;

  private final AtomicInteger verifying = new AtomicInteger();
  private volatile @Nullable Others others;

  /** Other processes that share the store. Thread safe, and does not wait. */
  public interface Others {
    /** This process has spawned instances. */
    void onSpawned(List<ActorId> instances);

    /** This process has removed actors, or their states. */
    void onRemoved(List<ActorId> actors);

    /** Other processes have removed actors, or their states. */
    void onGone(List<ActorId> actors);
  }

  private final LookupReader.Outcome found =
      new LookupReader.Outcome() {
        @Override
        public void found(LookUp lookUp, List<ActorKey> rows) {
          SpawnedInstances.this.found(lookUp, rows);
        }

        @Override
        public void failed(LookUp lookUp, Failure failure) {
          SpawnedInstances.this.failed(lookUp, failure);
        }
      };

  /** At most {@code waitersMax} calls wait for each instance that is looked up or recorded. */
  public SpawnedInstances(
      ActorRegistry types,
      InstanceCache cache,
      InstanceRoom room,
      LookupStore store,
      LookupReader reader,
      LookupWriter writer,
      int waitersMax) {
    this.types = types;
    this.cache = cache;
    this.room = room;
    this.store = store;
    this.reader = reader;
    this.writer = writer;
    this.waitersMax = waitersMax;
  }

  // --- look up

  /** What is known of a name; null if nothing is. */
  public @Nullable KnownName known(String system, String name) {
    KnownName known = cache.find(system, name);
    if (known != null && others != null && cache.isOld(known)) {
      check(known);
    }
    return known;
  }

  /** Whether an instance is known, without a look into the store. */
  public boolean isKnown(ActorId id) {
    return cache.instance(id) != null;
  }

  /**
   * Whether the store was asked a moment ago which instances have the name, so that it need not be
   * asked again.
   */
  public boolean isRead(@Nullable KnownName known) {
    return cache.isRead(known);
  }

  /** Searches the store for the instances of a name; afterwards they are known. */
  public LookUp lookUp(String system, String name) {
    return cache.search(system, name, waitersMax, lookUp -> reader.offer(lookUp, found));
  }

  /**
   * Looks up whether there are instances that are called as NAMED actors are, where there may be
   * any, so that calls of these do not have to wait for it.
   */
  public void lookUpNamed() {
    for (ActorType type : types.types()) {
      if (type.ownActor() != null && types.hasInstances(type.system())) {
        KnownName known = cache.find(type.system(), type.name());
        if (known == null || !known.isComplete()) {
          lookUp(type.system(), type.name());
        }
      }
    }
  }

  private void found(LookUp lookUp, List<ActorKey> rows) {
    if (cache.found(lookUp, rows)) {
      lookUp.succeed();
      cache.ended(lookUp);
      return;
    }
    Failure refusal = reader.offer(lookUp, found);
    if (refusal != null) {
      failed(lookUp, refusal);
    }
  }

  private void failed(LookUp lookUp, Failure failure) {
    cache.ended(lookUp);
    lookUp.fail(failure);
  }

  // --- other processes

  /** Other processes share the store from now on, and are told what this one does. */
  public void shareWith(Others theOthers) {
    others = theOthers;
  }

  /** Another process says that it has spawned instances. */
  public void onSpawnedElsewhere(List<ActorId> instances) {
    cache.outdate(instances);
  }

  /**
   * Another process says that it has removed actors. What it says may be wrong, so the store is
   * asked before instances count as gone; if too much is said at a time, when they are called.
   */
  public void onRemovedElsewhere(List<ActorId> actors) {
    cache.forget(actors.stream().filter(id -> !id.parent().isEmpty()).toList());
    for (ActorId id : actors) {
      if (id.parent().isEmpty()) {
        gone(List.of(id));
      } else if (verifying.incrementAndGet() <= VERIFIED_MAX) {
        verify(id);
      } else {
        verifying.decrementAndGet();
      }
    }
  }

  private void verify(ActorId id) {
    lookUp(id.system(), id.name())
        .await(
            new Pending.Waiter() {
              @Override
              public void done() {
                verifying.decrementAndGet();
                if (!isKnown(id)) {
                  gone(List.of(id));
                }
              }

              @Override
              public void failed(Failure failure) {
                verifying.decrementAndGet();
              }
            });
  }

  /** What another process said may have been lost, so what is called is checked now and then. */
  private void check(KnownName known) {
    InstanceCache.Check check = cache.beginCheck(known);
    if (check == null) {
      return;
    }
    LookupReader.Outcome outcome =
        new LookupReader.Outcome() {
          @Override
          public void found(LookUp lookUp, List<ActorKey> rows) {
            gone(cache.checked(check, rows));
          }

          @Override
          public void failed(LookUp lookUp, Failure failure) {
            cache.checkFailed(check);
          }
        };
    if (reader.offer(new LookUp(known, 0), outcome) != null) {
      cache.checkFailed(check);
    }
  }

  private void gone(List<ActorId> actors) {
    Others told = others;
    if (told != null && !actors.isEmpty()) {
      told.onGone(actors);
    }
  }

  /** This process has removed actors, or their states, and all that is stored of them. */
  public void tellRemoved(List<ActorId> actors) {
    Others told = others;
    if (told != null && !actors.isEmpty()) {
      told.onRemoved(actors);
    }
  }

  // --- spawn

  /**
   * Records instances, all of them or none; those that are recorded already are left as they are.
   *
   * @return completes once they are recorded, exceptionally with a {@link FailureException}: with
   *     OVERLOADED if there would be too many; some of them may turn out to be recorded all the
   *     same later
   */
  public CompletionStage<Void> spawn(List<ActorId> ids) {
    Set<ActorId> each = new LinkedHashSet<>(ids);
    CompletableFuture<Void> recorded = new CompletableFuture<>();
    Countdown unread = new Countdown(() -> recordUnknown(each, recorded), recorded);
    for (ActorId id : each) {
      KnownName known = cache.find(id.system(), id.name());
      if (known == null || !(known.isComplete() || known.recording(id.parent()) != null)) {
        unread.await(lookUp(id.system(), id.name()));
      }
    }
    unread.begun();
    return recorded;
  }

  private void recordUnknown(Set<ActorId> ids, CompletableFuture<Void> recorded) {
    try {
      Map<ActorId, Recording> begun = cache.beginRecording(ids, waitersMax);
      List<ActorId> unrecorded = ids.stream().filter(this::isUnrecorded).toList();
      if (unrecorded.isEmpty()) {
        recorded.complete(null);
      } else {
        record(unrecorded, begun, recorded);
      }
    } catch (FailureException e) {
      recorded.completeExceptionally(e);
    }
  }

  private boolean isUnrecorded(ActorId id) {
    Recording recording = cache.instance(id);
    return recording == null || !recording.isRecorded();
  }

  /**
   * Spawns an instance that a call has named with its type, and that is not known. Its name has
   * been looked up if the call has to wait.
   *
   * @param durably whether the call has to wait until it is recorded
   * @return the recording, for which the call has to wait
   * @throws FailureException with OVERLOADED if there are too many instances
   */
  public Recording called(ActorId id, boolean durably) {
    Recording recording = cache.instance(id);
    while (recording == null) {
      if (!durably) {
        if (cache.assume(id)) {
          recordSometime(id);
        }
      } else {
        Map<ActorId, Recording> begun = cache.beginRecording(List.of(id), waitersMax);
        if (!begun.isEmpty()) {
          record(List.of(id), begun, new CompletableFuture<>());
          return requireNonNull(begun.get(id));
        }
      }
      // Another call may have been first, and its recording may have failed already.
      recording = cache.instance(id);
    }
    return recording;
  }

  private void recordSometime(ActorId id) {
    long removals = cache.removals();
    writer.recordSometime(
        id,
        outcome -> {
          if (outcome.failure() == null) {
            cache.recorded(id, outcome.before(), removals);
          } else {
            cache.notRecorded(id);
          }
        });
  }

  private void record(
      List<ActorId> ids, Map<ActorId, Recording> begun, CompletableFuture<Void> recorded) {
    writer.record(
        ids,
        outcome -> {
          Failure failure = outcome.failure();
          if (failure == null) {
            ids.forEach(cache::recorded);
            recorded.complete(null);
            Others told = others;
            if (told != null) {
              told.onSpawned(ids);
            }
          } else {
            begun.forEach((id, recording) -> cache.recordingFailed(id, recording, failure));
            recorded.completeExceptionally(new FailureException(failure));
          }
        });
  }

  // --- remove

  /**
   * Removes instances. Blocks.
   *
   * @param forgotten is called with those that are not known any more
   */
  public void remove(List<ActorId> ids, Consumer<List<ActorId>> forgotten) throws StoreException {
    if (ids.isEmpty()) {
      return;
    }
    Set<ActorId> each = new LinkedHashSet<>(ids);
    List<ActorId> gone = cache.beginRemoval(each);
    forgotten.accept(gone);
    long rows = 0;
    List<ActorId> known;
    try {
      Set<ActorKey> there =
          new HashSet<>(
              store.instancesNamed(
                  gone.stream().map(ActorId::key).map(LookupStore.Name::of).toList()));
      store.removeInstances(each.stream().map(ActorId::key).toList());
      rows = gone.stream().map(ActorId::key).filter(there::contains).count();
    } finally {
      known = cache.removed(each, rows);
    }
    // One that was spawned again meanwhile may have been recorded before that.
    store.addInstances(known.stream().map(ActorId::key).toList());
  }

  // --- all of them

  /**
   * Reads the recorded instances of a type, page by page. Those that are spawned meanwhile may be
   * among them, those that are removed meanwhile are not. Blocks.
   */
  public void forEachPage(ActorType type, Consumer<List<ActorId>> action) throws StoreException {
    Optional<ActorKey> last = Optional.empty();
    List<ActorKey> page;
    do {
      page = readPage(type, last, action);
      last = page.isEmpty() ? last : Optional.of(page.getLast());
    } while (page.size() == PAGE);
  }

  private List<ActorKey> readPage(
      ActorType type, Optional<ActorKey> after, Consumer<List<ActorId>> action)
      throws StoreException {
    while (true) {
      long removals = cache.removals();
      List<ActorKey> page = store.instancesOf(type.system(), type.name(), after, PAGE);
      List<ActorId> ids = page.stream().map(ActorId::of).toList();
      if (cache.unlessRemoved(removals, ids, action)) {
        return page;
      }
    }
  }

  /**
   * Lets instances listen to what their type subscribes to.
   *
   * @throws FailureException with OVERLOADED if there is no room for all; some of them listen then
   */
  public void subscribe(ActorType type, List<ActorId> instances) {
    cache.subscribe(type, instances);
  }

  /** How many instances there are, as far as they have been counted. */
  public long count() {
    return room.count();
  }

  /** The approximate bytes of memory of what is known of them. */
  public long bytes() {
    return cache.bytes();
  }

  /** How many names the store was asked for. */
  public long lookUps() {
    return reader.names();
  }

  /** Does something when the last of several searches has ended. */
  private static final class Countdown implements Pending.Waiter {
    private final Runnable then;
    private final CompletableFuture<Void> failed;
    private int left = 1;

    Countdown(Runnable then, CompletableFuture<Void> failed) {
      this.then = then;
      this.failed = failed;
    }

    void await(Pending pending) {
      synchronized (this) {
        left++;
      }
      pending.await(this);
    }

    /** There are no more than those that are awaited. */
    void begun() {
      done();
    }

    @Override
    public void done() {
      synchronized (this) {
        left--;
        if (left > 0) {
          return;
        }
      }
      then.run();
    }

    @Override
    public void failed(Failure failure) {
      failed.completeExceptionally(new FailureException(failure));
    }
  }
}
