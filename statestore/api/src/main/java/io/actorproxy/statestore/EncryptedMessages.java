package io.actorproxy.statestore;

import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.MessagePlace;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** See {@link EncryptingStore}. */
final class EncryptedMessages implements MessageStore {

  private final MessageStore store;
  private final Blobs blobs;
  private volatile UnreadableListener listener = (_, _) -> {};

  EncryptedMessages(MessageStore store, Blobs blobs) {
    this.store = store;
    this.blobs = blobs;
  }

  @Override
  public void whenUnreadable(UnreadableListener newListener) {
    listener = newListener;
  }

  @Override
  public OptionalLong epochMillis() throws StoreException {
    return store.epochMillis();
  }

  @Override
  public void add(long owner, List<Message> messages) throws StoreException {
    store.add(owner, messages.stream().map(blobs::encrypt).toList());
  }

  @Override
  public void remove(List<MessageId> ids) throws StoreException {
    store.remove(ids);
  }

  @Override
  public Set<MessageId> finish(long owner, List<MessageId> ids) throws StoreException {
    return store.finish(owner, ids);
  }

  @Override
  public int takeOver(long owner, long now, long until) throws StoreException {
    return store.takeOver(owner, now, until);
  }

  @Override
  public List<Message> claim(
      long owner, Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits)
      throws StoreException {
    return readable(owner, store.claim(owner, kinds, now, leaseUntil, limits), now);
  }

  @Override
  public Optional<MemberMessages> ofMembers() {
    return store.ofMembers().map(OfMembers::new);
  }

  private List<Message> readable(long owner, List<Message> all, long now) throws StoreException {
    List<Message> claimed = new ArrayList<>();
    Map<Message, Attempt> unreadable = new LinkedHashMap<>();
    for (Message stored : all) {
      try {
        claimed.add(blobs.decrypt(stored));
      } catch (StoreCorruptedException e) {
        // A message that cannot be read must not keep the others from being delivered.
        String reason = "MESSAGE_UNREADABLE: " + e.getMessage();
        unreadable.put(stored, Attempt.of(stored, stored.attempts() + 1, now, reason, true));
      }
    }
    if (!unreadable.isEmpty()) {
      store.record(owner, List.copyOf(unreadable.values()));
      unreadable.forEach((stored, death) -> listener.onUnreadable(stored, death.failure()));
    }
    return claimed;
  }

  @Override
  public Set<MessageId> renew(long owner, List<Message> claimed, long leaseUntil)
      throws StoreException {
    return store.renew(owner, claimed, leaseUntil);
  }

  @Override
  public void release(long owner, List<MessageId> ids, long dueAt) throws StoreException {
    store.release(owner, ids, dueAt);
  }

  @Override
  public void hasten(List<Message> seen, long dueAt) throws StoreException {
    store.hasten(seen, dueAt);
  }

  @Override
  public void removeDead(List<MessageId> ids) throws StoreException {
    store.removeDead(ids);
  }

  @Override
  public void revive(List<MessageId> ids, long dueAt) throws StoreException {
    store.revive(ids, dueAt);
  }

  @Override
  public Set<MessageId> record(long owner, List<Attempt> attempts) throws StoreException {
    return store.record(owner, attempts);
  }

  @Override
  public Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreException {
    return store.nextDue(kinds);
  }

  @Override
  public Optional<Message> find(MessageId id) throws StoreException {
    Optional<Message> stored = store.find(id);
    return stored.isEmpty() ? stored : Optional.of(blobs.decrypt(stored.get()));
  }

  /** Those that no key opens are listed as well, with the bytes that are stored. */
  @Override
  public List<Message> list(
      Set<MessageKind> kinds, boolean dead, Optional<Message> after, int limit)
      throws StoreException {
    return store.list(kinds, dead, after, limit).stream().map(this::decryptIfPossible).toList();
  }

  private Message decryptIfPossible(Message stored) {
    try {
      return blobs.decrypt(stored);
    } catch (StoreCorruptedException _) {
      return stored;
    }
  }

  @Override
  public Optional<MessageHead> head(MessageId id) throws StoreException {
    return store.head(id).map(EncryptedMessages::plain);
  }

  @Override
  public List<MessageHead> heads(
      Set<MessageKind> kinds, boolean dead, Optional<MessageCursor> after, int limit)
      throws StoreException {
    return store.heads(kinds, dead, after, limit).stream().map(EncryptedMessages::plain).toList();
  }

  private static MessageHead plain(MessageHead stored) {
    return stored.withBytes((int) plainBytes(stored.bytes(), 1));
  }

  @Override
  public long count(Set<MessageKind> kinds, boolean dead) throws StoreException {
    return store.count(kinds, dead);
  }

  /** Without what encryption adds, except of messages that were never encrypted. */
  @Override
  public Totals totals() throws StoreException {
    Totals stored = store.totals();
    return new Totals(
        stored.waiting(),
        plainBytes(stored.waitingBytes(), stored.waiting()),
        stored.scheduled(),
        stored.dead(),
        plainBytes(stored.deadBytes(), stored.dead()));
  }

  private static long plainBytes(long bytes, long messages) {
    return Math.max(0, bytes - messages * StateCipher.OVERHEAD_BYTES);
  }

  private final class OfMembers implements MemberMessages {
    private final MemberMessages members;

    OfMembers(MemberMessages members) {
      this.members = members;
    }

    @Override
    public List<Message> claim(
        Identity me, Set<SlotId> slots, Set<MessageKind> kinds, long now, ClaimLimits limits)
        throws StoreException {
      return readable(me.epoch(), members.claim(me, slots, kinds, now, limits), now);
    }

    @Override
    public int forgetClaims(Identity me, Set<MessageId> known) throws StoreException {
      return members.forgetClaims(me, known);
    }

    @Override
    public Optional<Long> nextDue(Set<SlotId> slots, Set<MessageKind> kinds) throws StoreException {
      return members.nextDue(slots, kinds);
    }

    @Override
    public List<Placed> withoutGroup(Optional<MessageCursor> after, int limit)
        throws StoreException {
      return members.withoutGroup(after, limit);
    }

    @Override
    public List<Placed> places(Optional<MessageCursor> after, int limit) throws StoreException {
      return members.places(after, limit);
    }

    @Override
    public void place(Map<MessageId, MessagePlace> places) throws StoreException {
      members.place(places);
    }
  }
}
