package io.actorproxy.registry;

import io.actorproxy.definition.ActorType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The instances that are known without a look into the store: those that were called last, those
 * whose recording has not ended, and those of names that NAMED actors have too. Instances whose
 * type subscribes to channels listen from the moment they are known. Thread safe; never blocks.
 */
public final class InstanceCache {
  /** How long it is believed that an instance does not exist; another proxy may spawn it. */
  private static final int ABSENT_MILLIS = 1_000;

  /** After what time an instance that is known is checked, where other proxies may remove it. */
  private static final int FOUND_MILLIS = 60_000;

  private final ActorRegistry types;
  private final InstanceSubscriptions subscriptions;
  private final InstanceRoom room;
  private final TimeSource time;
  private final NameTable names;
  private final Removals removals = new Removals();

  /**
   * Knows at first that there are none.
   *
   * @param bytesMax about how much memory it takes
   */
  public InstanceCache(
      ActorRegistry types, Pubsub pubsub, InstanceRoom room, long bytesMax, TimeSource time) {
    this.types = types;
    this.subscriptions = new InstanceSubscriptions(types, pubsub, room);
    this.room = room;
    this.time = time;
    this.names =
        new NameTable(
            bytesMax, types::typeCount, known -> types.hasOwnActor(known.system(), known.name()));
  }

  // --- look

  /** What is known of a name that is called, and so stays known; null if nothing is. */
  public @Nullable KnownName find(String system, String name) {
    KnownName known = names.find(system, name);
    if (known != null) {
      known.use();
    }
    return known;
  }

  /** The recording of an instance that is known; null if it is not. */
  public @Nullable Recording instance(ActorId id) {
    KnownName known = names.find(id.system(), id.name());
    return known == null ? null : known.recording(id.parent());
  }

  /** Whether the store need not be asked which other instances of the name there are. */
  boolean isRead(@Nullable KnownName known) {
    return known != null && known.isReadWithin(ABSENT_MILLIS, nowMillis());
  }

  private int nowMillis() {
    return (int) TimeUnit.NANOSECONDS.toMillis(time.nanoTime());
  }

  /** The approximate bytes of memory that it takes. */
  public long bytes() {
    return names.bytes();
  }

  /**
   * Every actor of that name whose state is stored: a NAMED one, and instances, also those that are
   * still being recorded. Blocks.
   */
  public List<ActorId> statefulActors(LookupStore store, String system, String name)
      throws StoreException {
    Set<String> parents = new HashSet<>();
    for (ActorKey row : store.instancesNamed(List.of(new LookupStore.Name(system, name)))) {
      parents.add(row.parent());
    }
    KnownName known = names.find(system, name);
    if (known != null) {
      parents.addAll(known.parents().keySet());
    }
    return types.statefulActors(system, name, parents);
  }

  // --- search the store

  /**
   * Begins to search the store for the instances of a name.
   *
   * @param begin hands the search to the store, and returns why that is refused, if it is
   * @return the search that is under way
   */
  synchronized LookUp search(String system, String name, int waitersMax, Search begin) {
    KnownName known = names.findOrAdd(system, name);
    LookUp underWay = known.lookUp();
    if (underWay != null) {
      return underWay;
    }
    LookUp lookUp = new LookUp(known, waitersMax);
    Failure refusal = begin.offer(lookUp);
    if (refusal == null) {
      known.begin(lookUp);
      names.makeRoom();
    } else {
      forgetIfEmpty(known);
      lookUp.fail(refusal);
    }
    return lookUp;
  }

  /** Hands a search to the store. */
  @FunctionalInterface
  interface Search {
    /** Returns why it is refused; null if it is not. */
    @Nullable Failure offer(LookUp lookUp);
  }

  /**
   * Takes over what the store has, beside what has become known meanwhile.
   *
   * @return false if the search has to be repeated
   */
  synchronized boolean found(LookUp lookUp, List<ActorKey> rows) {
    if (lookUp.takeOutdated()) {
      return false;
    }
    complete(lookUp.known(), rows);
    return true;
  }

  private void complete(KnownName known, List<ActorKey> rows) {
    Map<String, Recording> parents = new HashMap<>(known.parents());
    for (ActorKey row : rows) {
      if (!removals.isLeaving(ActorId.of(row))) {
        parents.putIfAbsent(row.parent(), Recording.RECORDED);
      }
    }
    names.know(known, parents);
    known.complete(nowMillis());
  }

  /** All calls that waited for the search have been released. */
  synchronized void ended(LookUp lookUp) {
    lookUp.known().end();
    forgetIfEmpty(lookUp.known());
    names.makeRoom();
  }

  private void forgetIfEmpty(KnownName known) {
    if (!known.isComplete()
        && !known.isChecking()
        && known.parents().isEmpty()
        && known.lookUp() == null) {
      names.remove(known);
    }
  }

  // --- record

  /**
   * Makes instances known that are still to be recorded, all of them or none.
   *
   * @param waitersMax how many calls may wait for each of them
   * @return those that were not known
   * @throws FailureException with OVERLOADED if there would be too many instances
   */
  synchronized Map<ActorId, Recording> beginRecording(Collection<ActorId> ids, int waitersMax) {
    Map<ActorId, Recording> begun = new LinkedHashMap<>();
    for (ActorId id : ids) {
      if (instance(id) == null) {
        begun.computeIfAbsent(id, added -> new Recording(added, waitersMax));
      }
    }
    subscriptions.requireRoomFor(begun.keySet());
    room.add(begun.size());
    begun.forEach(this::put);
    return begun;
  }

  /**
   * Makes an instance known for which no call has to wait.
   *
   * @return whether it was not known
   * @throws FailureException with OVERLOADED if there would be too many instances
   */
  synchronized boolean assume(ActorId id) {
    if (instance(id) != null) {
      return false;
    }
    subscriptions.requireRoomFor(List.of(id));
    put(id, Recording.ASSUMED);
    return true;
  }

  /** Ends the recording of an instance: it is known, even beyond the limit. */
  void recorded(ActorId id) {
    Recording recording = instance(id);
    if (recording != null) {
      recording.succeed();
    }
    synchronized (this) {
      if (instance(id) == null) {
        // Another recording of it has failed meanwhile.
        room.add(1);
      }
      put(id, Recording.RECORDED);
    }
  }

  /**
   * Ends the recording of an instance that was assumed.
   *
   * @param others all that the store had of its name before
   * @param removalsBefore what {@link #removals} was before that was read; if rows were removed
   *     since, the others are looked up when they are called
   */
  synchronized void recorded(ActorId id, List<ActorKey> others, long removalsBefore) {
    if (!others.contains(id.key())) {
      room.add(1);
    }
    put(id, Recording.RECORDED);
    if (removals.ended() == removalsBefore) {
      complete(names.findOrAdd(id.system(), id.name()), others);
    }
  }

  /** An instance that was assumed will not be recorded; it is known for a while. */
  synchronized void notRecorded(ActorId id) {
    if (instance(id) == Recording.ASSUMED) {
      put(id, Recording.RECORDED);
    }
  }

  /** Forgets an instance whose recording has failed, unless it was recorded in another way. */
  void recordingFailed(ActorId id, Recording recording, Failure failure) {
    synchronized (this) {
      if (recording.isRecorded() || instance(id) != recording) {
        return;
      }
      remove(id);
      room.add(-1);
    }
    recording.fail(failure);
  }

  private void put(ActorId id, Recording recording) {
    KnownName known = names.findOrAdd(id.system(), id.name());
    Map<String, Recording> parents = new HashMap<>(known.parents());
    parents.put(id.parent(), recording);
    names.know(known, parents);
    known.use();
    // Once more when it is recorded: the type may subscribe only since it began to be.
    subscriptions.begin(id);
    names.makeRoom();
  }

  private void remove(ActorId id) {
    KnownName known = names.find(id.system(), id.name());
    if (known != null) {
      Map<String, Recording> parents = new HashMap<>(known.parents());
      parents.remove(id.parent());
      names.know(known, parents);
      forgetIfEmpty(known);
    }
    subscriptions.end(id);
  }

  // --- remove

  /**
   * Forgets instances whose rows are about to be removed, unless they are still being recorded;
   * until {@link #removed} is called they do not come back from the store.
   *
   * @return those that are forgotten
   */
  synchronized List<ActorId> beginRemoval(Collection<ActorId> ids) {
    List<ActorId> forgotten = new ArrayList<>();
    for (ActorId id : ids) {
      Recording recording = instance(id);
      if (recording == null || recording == Recording.RECORDED) {
        removals.begin(id);
        remove(id);
        forgotten.add(id);
      }
    }
    return forgotten;
  }

  /**
   * The rows are removed.
   *
   * @param rows how many there were
   * @return the instances that were spawned meanwhile, or were being recorded
   */
  synchronized List<ActorId> removed(Collection<ActorId> ids, long rows) {
    removals.end(ids);
    room.add(-rows);
    List<ActorId> known = new ArrayList<>();
    for (ActorId id : ids) {
      KnownName name = names.find(id.system(), id.name());
      LookUp underWay = name == null ? null : name.lookUp();
      if (underWay != null) {
        underWay.outdate();
      }
      if (name != null && name.recording(id.parent()) != null) {
        known.add(id);
      }
    }
    return known;
  }

  /** How often rows were removed. */
  synchronized long removals() {
    return removals.ended();
  }

  /**
   * Does something with instances that were read from the store, unless rows were removed since:
   * then they have to be read again.
   *
   * @param removalsBefore what {@link #removals} was before they were read
   */
  synchronized boolean unlessRemoved(
      long removalsBefore, List<ActorId> ids, Consumer<List<ActorId>> action) {
    if (removals.ended() != removalsBefore) {
      return false;
    }
    action.accept(removals.staying(ids));
    return true;
  }

  // --- what other processes do

  /** Whether instances that are known may have been removed by others long ago. */
  boolean isOld(KnownName known) {
    return known.isOlderThan(FOUND_MILLIS, nowMillis());
  }

  /**
   * The store is about to be asked whether what is known is there. Calls do not wait for it.
   *
   * @return the instances that are known; null if the store is asked already
   */
  synchronized @Nullable Check beginCheck(KnownName known) {
    if (known.isChecking() || known.lookUp() != null) {
      return null;
    }
    known.checking(true);
    return new Check(known, recorded(known), removals.ended());
  }

  /** A look into the store; what was known of a name, and how often rows were removed, before. */
  record Check(KnownName known, Set<String> parents, long removalsBefore) {}

  private static Set<String> recorded(KnownName known) {
    Set<String> parents = new HashSet<>(known.parents().keySet());
    parents.removeIf(parent -> known.recording(parent) != Recording.RECORDED);
    return parents;
  }

  /** The store could not be asked. */
  synchronized void checkFailed(Check check) {
    check.known().checking(false);
  }

  /**
   * Forgets instances that are known and that the store does not have.
   *
   * @return those
   */
  synchronized List<ActorId> checked(Check check, List<ActorKey> rows) {
    KnownName known = check.known();
    known.checking(false);
    if (removals.ended() != check.removalsBefore()) {
      return List.of();
    }
    Set<String> gone = new HashSet<>(check.parents());
    gone.retainAll(recorded(known));
    rows.forEach(row -> gone.remove(row.parent()));
    complete(known, rows);
    List<ActorId> ids =
        gone.stream().map(parent -> new ActorId(known.system(), parent, known.name())).toList();
    ids.forEach(this::remove);
    return ids;
  }

  /** Another process says that it has removed actors: they are looked up when they are called. */
  synchronized void forget(Collection<ActorId> ids) {
    for (ActorId id : ids) {
      if (instance(id) == Recording.RECORDED) {
        remove(id);
      }
    }
    outdate(ids);
  }

  /** Another process says that it has spawned instances: an absence is not believed any more. */
  synchronized void outdate(Collection<ActorId> ids) {
    for (ActorId id : ids) {
      KnownName known = names.find(id.system(), id.name());
      if (known != null && instance(id) == null) {
        LookUp underWay = known.lookUp();
        if (underWay != null) {
          underWay.outdate();
        }
        known.outdate();
        forgetIfEmpty(known);
      }
    }
  }

  // --- subscribe

  /**
   * Lets instances listen to what their type subscribes to.
   *
   * @throws FailureException with OVERLOADED if that would take more memory than it may; some of
   *     them listen then
   */
  synchronized void subscribe(ActorType type, List<ActorId> instances) {
    subscriptions.begin(type, instances);
  }
}
