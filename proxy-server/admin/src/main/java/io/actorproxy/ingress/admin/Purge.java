package io.actorproxy.ingress.admin;

import io.actorproxy.delivery.StoredMessages;
import io.actorproxy.delivery.StoredMessages.Tally;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StoreException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes actors that are not needed any more: their states and histories, the messages to them and
 * the record that they were spawned. Calls block.
 */
final class Purge {
  /** How many instances are read at a time; they are their keys alone. */
  private static final int PAGE = 10_000;

  private final Actors actors;
  private final StoredMessages messages;

  /**
   * What there is of an actor.
   *
   * @param revision of its current state; 0 if none is stored
   * @param kept how many earlier states
   */
  record Found(boolean instance, long revision, int kept, Tally messages) {
    boolean isNothing() {
      return !instance
          && revision == 0
          && kept == 0
          && messages.waiting() + messages.dead() + messages.underWay() == 0;
    }
  }

  /**
   * The result of a purge of some actors.
   *
   * @param busy those that worked all the time, so that nothing of them was changed
   * @param states how many states were removed, with their histories
   */
  record Done(Set<ActorId> busy, int states, Tally messages) {}

  /**
   * Some instances of a type.
   *
   * @param next where the next step begins; empty if there are no more
   */
  record Page(List<ActorId> instances, Optional<ActorKey> next) {}

  Purge(Actors actors, StoredMessages messages) {
    this.actors = actors;
    this.messages = messages;
  }

  Found find(ActorId id) throws StoreException {
    ActorKey key = id.key();
    return new Found(
        isInstance(id),
        actors.snapshots().load(key).map(Snapshot::revision).orElse(0L),
        kept(key),
        messages.countTo(Set.of(key)));
  }

  private boolean isInstance(ActorId id) throws StoreException {
    List<LookupStore.Name> name = List.of(LookupStore.Name.of(id.key()));
    return actors.instances().isKnown(id)
        || actors.lookups().instancesNamed(name).contains(id.key());
  }

  private int kept(ActorKey key) throws StoreException {
    int count = 0;
    long before = Long.MAX_VALUE;
    List<HistoryStore.Entry> page = actors.history().list(key, before, PAGE);
    while (!page.isEmpty()) {
      count += page.size();
      page = actors.history().list(key, page.getLast().revision(), PAGE);
    }
    return count;
  }

  /**
   * Removes actors. A call that comes meanwhile finds its actor as it was, or none; one that was
   * answered from a state that is gone is never saved, since the store refuses it.
   */
  Done remove(List<ActorId> wanted) throws StoreException {
    Set<ActorId> busy = end(wanted);
    List<ActorId> ids = wanted.stream().filter(id -> !busy.contains(id)).toList();
    List<ActorKey> keys = ids.stream().map(ActorId::key).toList();
    actors
        .instances()
        .remove(
            ids.stream().filter(id -> !id.parent().isEmpty()).toList(), actors.forgotten()::accept);
    // Calls that came before that have made activations again.
    end(ids);
    int states = actors.snapshots().remove(keys);
    // What was loaded since then is what is gone.
    end(ids);
    actors.instances().tellRemoved(ids);
    return new Done(busy, states, messages.discardTo(new HashSet<>(keys)));
  }

  private Set<ActorId> end(List<ActorId> ids) {
    return actors.ender().apply(ids).toCompletableFuture().join();
  }

  /** Up to {@code limit} recorded instances of a type. */
  Page instances(String system, String parent, Optional<ActorKey> after, int limit)
      throws StoreException {
    List<ActorKey> page = actors.lookups().instancesOf(system, parent, after, limit);
    return new Page(
        page.stream().map(ActorId::of).toList(),
        page.size() < limit ? Optional.empty() : Optional.of(page.getLast()));
  }

  /** How many recorded instances of a type there are. */
  long countInstances(String system, String parent) throws StoreException {
    long count = 0;
    Optional<ActorKey> last = Optional.empty();
    List<ActorKey> page;
    do {
      page = actors.lookups().instancesOf(system, parent, last, PAGE);
      count += page.size();
      last = page.isEmpty() ? last : Optional.of(page.getLast());
    } while (page.size() == PAGE);
    return count;
  }
}
