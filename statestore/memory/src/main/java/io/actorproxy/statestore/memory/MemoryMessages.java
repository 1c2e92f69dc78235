package io.actorproxy.statestore.memory;

import static java.util.Objects.requireNonNull;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Selection;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is still to be delivered. */
final class MemoryMessages implements MessageStore {

  private static final Comparator<Message> BY_TIME =
      Comparator.comparingLong(Message::dueAt)
          .thenComparing(m -> m.id().high(), Long::compareUnsigned)
          .thenComparing(m -> m.id().low(), Long::compareUnsigned);

  private static final Comparator<Message> BY_SEQUENCE =
      Comparator.comparingLong(Message::sequence)
          .thenComparing(m -> m.id().high(), Long::compareUnsigned)
          .thenComparing(m -> m.id().low(), Long::compareUnsigned);

  private final MemoryStore.Gate gate;
  private final Map<MessageId, Message> all = new HashMap<>();

  /** The owners of those that are claimed. */
  private final Map<MessageId, Long> owners = new HashMap<>();

  private final NavigableSet<Message> alive = new TreeSet<>(BY_TIME);
  private final NavigableSet<Message> dead = new TreeSet<>(BY_TIME);
  private final Map<Long, NavigableSet<Message>> lanes = new HashMap<>();

  /** Those of no lane, and the first of each lane. */
  private final Map<MessageKind, NavigableSet<Message>> claimable =
      new EnumMap<>(MessageKind.class);

  MemoryMessages(MemoryStore.Gate gate) {
    this.gate = gate;
    for (MessageKind kind : MessageKind.values()) {
      claimable.put(kind, new TreeSet<>(BY_TIME));
    }
  }

  void clear() {
    all.clear();
    owners.clear();
    alive.clear();
    dead.clear();
    lanes.clear();
    claimable.values().forEach(Set::clear);
  }

  // --- with a save; the caller is through the gate

  boolean haveAll(List<MessageId> ids) {
    return all.keySet().containsAll(ids);
  }

  void exchange(List<MessageId> gone, List<Message> come) {
    gone.forEach(this::drop);
    come.forEach(message -> put(message, UNCLAIMED));
  }

  // --- on their own

  @Override
  public void add(long owner, List<Message> messages) throws StoreUnavailableException {
    gate.run(
        () -> {
          messages.forEach(message -> put(message, owner));
          return messages;
        });
  }

  @Override
  public void remove(List<MessageId> ids) throws StoreUnavailableException {
    gate.run(
        () -> {
          ids.forEach(this::drop);
          return ids;
        });
  }

  @Override
  public Set<MessageId> finish(long owner, List<MessageId> ids) throws StoreUnavailableException {
    return gate.run(
        () -> {
          Set<MessageId> refused = ofOthers(owner, ids);
          ids.stream().filter(id -> !refused.contains(id)).forEach(this::drop);
          return refused;
        });
  }

  private Set<MessageId> ofOthers(long owner, Collection<MessageId> ids) {
    return ids.stream()
        .filter(id -> ownerOf(id) != owner && ownerOf(id) != UNCLAIMED)
        .collect(Collectors.toSet());
  }

  private long ownerOf(MessageId id) {
    return owners.getOrDefault(id, UNCLAIMED);
  }

  @Override
  public List<Message> claim(
      long owner, Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits)
      throws StoreUnavailableException {
    return gate.run(
        () -> {
          Selection selection = new Selection(limits);
          for (Message first = firstDue(kinds, null);
              first != null && first.dueAt() <= now && selection.takeFirst(candidate(first));
              first = firstDue(kinds, first)) {}
          for (Selection.Candidate leader : selection.leaders()) {
            takeBehind(selection, leader, kinds, now);
          }
          return selection.ids().stream()
              .map(id -> requireNonNull(all.get(id)))
              .map(message -> changed(message, message.withDueAt(leaseUntil), owner))
              .toList();
        });
  }

  @Override
  public int takeOver(long owner, long now, long until) throws StoreUnavailableException {
    return gate.run(
        () -> {
          List<Message> leased =
              alive.stream()
                  .filter(message -> message.dueAt() > now && message.dueAt() <= until)
                  .filter(message -> ownerOf(message.id()) != UNCLAIMED)
                  .filter(message -> ownerOf(message.id()) != owner)
                  .toList();
          leased.forEach(message -> changed(message, message.withDueAt(now), UNCLAIMED));
          return leased.size();
        });
  }

  /** The first one behind {@code after} that may be claimed when it is due. */
  private @Nullable Message firstDue(Set<MessageKind> kinds, @Nullable Message after) {
    Message first = null;
    for (MessageKind kind : kinds) {
      NavigableSet<Message> those = claimable(kind);
      Message next = those.isEmpty() ? null : after == null ? those.first() : those.higher(after);
      if (next != null && (first == null || BY_TIME.compare(next, first) < 0)) {
        first = next;
      }
    }
    return first;
  }

  private void takeBehind(
      Selection selection, Selection.Candidate leader, Set<MessageKind> kinds, long now) {
    NavigableSet<Message> lane = lanes.getOrDefault(leader.lane(), Collections.emptyNavigableSet());
    Message first = all.get(leader.id());
    int left = selection.howManyBehind();
    for (Message next : first == null ? lane : lane.tailSet(first, false)) {
      if (left-- == 0
          || next.dueAt() > now
          || !kinds.contains(next.kind())
          || !selection.takeBehind(leader, candidate(next))) {
        return;
      }
    }
  }

  private static Selection.Candidate candidate(Message message) {
    return new Selection.Candidate(
        message.id(),
        message.kind(),
        message.lane(),
        message.sequence(),
        message.failure().isEmpty(),
        message.content().length);
  }

  @Override
  public Set<MessageId> renew(long owner, List<Message> claimed, long leaseUntil)
      throws StoreUnavailableException {
    return gate.run(
        () -> {
          for (Message leased : claimed) {
            Message message = alive(leased.id(), leased.dueAt());
            if (message != null && ownerOf(message.id()) == owner) {
              changed(message, message.withDueAt(leaseUntil), owner);
            }
          }
          return claimed.stream()
              .map(Message::id)
              .filter(id -> alive(id, leaseUntil) == null || ownerOf(id) != owner)
              .filter(this::isAlive)
              .collect(Collectors.toSet());
        });
  }

  private boolean isAlive(MessageId id) {
    Message message = all.get(id);
    return message != null && alive.contains(message);
  }

  /** The message, if it is alive and due then. */
  private @Nullable Message alive(MessageId id, long dueAt) {
    Message message = all.get(id);
    return message != null && alive.contains(message) && message.dueAt() == dueAt ? message : null;
  }

  @Override
  public void release(long owner, List<MessageId> ids, long dueAt)
      throws StoreUnavailableException {
    gate.run(
        () -> {
          for (MessageId id : ids) {
            if (ownerOf(id) == owner) {
              Message message = requireNonNull(all.get(id));
              changed(message, message.withDueAt(dueAt), UNCLAIMED);
            }
          }
          return ids;
        });
  }

  @Override
  public void hasten(List<Message> seen, long dueAt) throws StoreUnavailableException {
    gate.run(
        () -> {
          for (Message one : seen) {
            Message message = alive(one.id(), one.dueAt());
            if (message != null) {
              changed(message, message.withDueAt(dueAt), UNCLAIMED);
            }
          }
          return seen;
        });
  }

  @Override
  public Set<MessageId> record(long owner, List<Attempt> attempts)
      throws StoreUnavailableException {
    return gate.run(
        () -> {
          Set<MessageId> others = ofOthers(owner, attempts.stream().map(Attempt::id).toList());
          for (Attempt attempt : attempts) {
            Message message = alive(attempt.id(), attempt.lease());
            if (message != null && !others.contains(attempt.id())) {
              changed(message, after(message, attempt), attempt.dead());
            }
          }
          return attempts.stream()
              .filter(attempt -> isAlive(attempt.id()) && !isRecorded(attempt))
              .map(Attempt::id)
              .collect(Collectors.toSet());
        });
  }

  private boolean isRecorded(Attempt attempt) {
    Message message = alive(attempt.id(), attempt.dueAt());
    return message != null
        && !attempt.dead()
        && message.attempts() == attempt.attempts()
        && ownerOf(message.id()) == UNCLAIMED;
  }

  private static Message after(Message message, Attempt attempt) {
    return new Message(
        message.id(),
        message.kind(),
        message.target(),
        message.lane(),
        message.sequence(),
        attempt.dueAt(),
        attempt.attempts(),
        attempt.failure(),
        message.content(),
        message.place());
  }

  @Override
  public void removeDead(List<MessageId> ids) throws StoreUnavailableException {
    gate.run(
        () -> {
          for (MessageId id : ids) {
            Message message = all.get(id);
            if (message != null && dead.contains(message)) {
              drop(id);
            }
          }
          return ids;
        });
  }

  @Override
  public void revive(List<MessageId> ids, long dueAt) throws StoreUnavailableException {
    gate.run(
        () -> {
          for (MessageId id : ids) {
            Message message = all.get(id);
            if (message != null && dead.contains(message)) {
              changed(message, after(message, new Attempt(id, 0, 0, dueAt, "", false)), false);
            }
          }
          return ids;
        });
  }

  @Override
  public Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreUnavailableException {
    return gate.run(() -> Optional.ofNullable(firstDue(kinds, null)).map(Message::dueAt));
  }

  @Override
  public Optional<Message> find(MessageId id) throws StoreUnavailableException {
    return gate.run(() -> Optional.ofNullable(all.get(id)));
  }

  @Override
  public List<Message> list(
      Set<MessageKind> kinds, boolean dead, Optional<Message> after, int limit)
      throws StoreUnavailableException {
    return gate.run(
        () -> {
          NavigableSet<Message> those = dead ? this.dead : alive;
          Stream<Message> rest =
              (after.isPresent() ? those.tailSet(after.get(), false) : those).stream();
          return rest.filter(m -> kinds.contains(m.kind())).limit(limit).toList();
        });
  }

  @Override
  public Optional<MessageHead> head(MessageId id) throws StoreUnavailableException {
    return gate.run(
        () ->
            Optional.ofNullable(all.get(id))
                .map(message -> MessageHead.of(message, dead.contains(message))));
  }

  @Override
  public List<MessageHead> heads(
      Set<MessageKind> kinds, boolean dead, Optional<MessageCursor> after, int limit)
      throws StoreUnavailableException {
    Optional<Message> last =
        after.map(
            cursor ->
                Message.untried(
                    cursor.id(),
                    MessageKind.EFFECT,
                    new ActorKey("", "", ""),
                    0,
                    0,
                    cursor.dueAt(),
                    new byte[0]));
    return list(kinds, dead, last, limit).stream()
        .map(message -> MessageHead.of(message, dead))
        .toList();
  }

  @Override
  public long count(Set<MessageKind> kinds, boolean dead) throws StoreUnavailableException {
    return gate.run(
        () -> (dead ? this.dead : alive).stream().filter(m -> kinds.contains(m.kind())).count());
  }

  @Override
  public Totals totals() throws StoreUnavailableException {
    return gate.run(
        () ->
            new Totals(
                alive.size(),
                bytesOf(alive),
                alive.stream().filter(m -> m.kind() == MessageKind.SCHEDULE).count(),
                dead.size(),
                bytesOf(dead)));
  }

  private static long bytesOf(Set<Message> messages) {
    return messages.stream().mapToLong(message -> message.content().length).sum();
  }

  // --- the indexes

  private void put(Message message, long owner) {
    if (all.putIfAbsent(message.id(), message) == null) {
      index(message, false);
      own(message, owner);
    }
  }

  private void own(Message message, long owner) {
    if (owner != UNCLAIMED) {
      owners.put(message.id(), owner);
    }
  }

  private void index(Message message, boolean isDead) {
    (isDead ? dead : alive).add(message);
    if (isDead) {
      return;
    }
    if (message.lane() == 0) {
      claimable(message.kind()).add(message);
      return;
    }
    NavigableSet<Message> lane =
        lanes.computeIfAbsent(message.lane(), _ -> new TreeSet<>(BY_SEQUENCE));
    @Nullable Message first = lane.isEmpty() ? null : lane.first();
    lane.add(message);
    if (lane.first() == message) {
      if (first != null) {
        claimable(first.kind()).remove(first);
      }
      claimable(message.kind()).add(message);
    }
  }

  private NavigableSet<Message> claimable(MessageKind kind) {
    return requireNonNull(claimable.get(kind));
  }

  private void drop(MessageId id) {
    @Nullable Message message = all.remove(id);
    owners.remove(id);
    if (message == null || dead.remove(message)) {
      return;
    }
    alive.remove(message);
    claimable(message.kind()).remove(message);
    NavigableSet<Message> lane = lanes.get(message.lane());
    if (lane != null) {
      lane.remove(message);
      if (lane.isEmpty()) {
        lanes.remove(message.lane());
      } else {
        claimable(lane.first().kind()).add(lane.first());
      }
    }
  }

  private Message changed(Message message, Message changed, long owner) {
    changed(message, changed, false);
    own(changed, owner);
    return changed;
  }

  /** It is not claimed then. */
  private void changed(Message message, Message changed, boolean isDead) {
    drop(message.id());
    all.put(changed.id(), changed);
    index(changed, isDead);
  }
}
