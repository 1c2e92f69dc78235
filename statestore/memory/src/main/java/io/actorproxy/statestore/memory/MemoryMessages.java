package io.actorproxy.statestore.memory;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is still to be delivered. */
final class MemoryMessages implements MessageStore {

  private static final Comparator<Message> BY_TIME =
      Comparator.comparingLong(Message::dueAt)
          .thenComparing(m -> m.id().high(), Long::compareUnsigned)
          .thenComparing(m -> m.id().low(), Long::compareUnsigned);

  private static final Comparator<Message> BY_SEQUENCE =
      Comparator.comparingLong(Message::sequence);

  private final MemoryStore.Gate gate;
  private final Map<MessageId, Message> all = new HashMap<>();
  private final NavigableSet<Message> alive = new TreeSet<>(BY_TIME);
  private final NavigableSet<Message> dead = new TreeSet<>(BY_TIME);
  private final Map<Long, NavigableSet<Message>> lanes = new HashMap<>();

  MemoryMessages(MemoryStore.Gate gate) {
    this.gate = gate;
  }

  void clear() {
    all.clear();
    alive.clear();
    dead.clear();
    lanes.clear();
  }

  // --- with a save; the caller is through the gate

  boolean haveAll(List<MessageId> ids) {
    return all.keySet().containsAll(ids);
  }

  void exchange(List<MessageId> gone, List<Message> come) {
    gone.forEach(this::drop);
    come.forEach(this::put);
  }

  // --- on their own

  @Override
  public void add(List<Message> messages) throws StoreUnavailableException {
    gate.run(
        () -> {
          messages.forEach(this::put);
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
  public List<Message> claim(Set<MessageKind> kinds, long now, long leaseUntil, int limit)
      throws StoreUnavailableException {
    return gate.run(
        () -> {
          List<Message> due =
              alive.stream()
                  .takeWhile(message -> message.dueAt() <= now)
                  .filter(message -> kinds.contains(message.kind()) && isFirst(message))
                  .limit(limit)
                  .toList();
          return due.stream()
              .map(message -> changed(message, message.withDueAt(leaseUntil), false))
              .toList();
        });
  }

  private boolean isFirst(Message message) {
    NavigableSet<Message> lane = lanes.get(message.lane());
    return lane == null || lane.first().equals(message);
  }

  @Override
  public void renew(List<Message> claimed, long leaseUntil) throws StoreUnavailableException {
    gate.run(
        () -> {
          for (Message leased : claimed) {
            Message message = all.get(leased.id());
            if (message != null && alive.contains(message) && message.dueAt() == leased.dueAt()) {
              changed(message, message.withDueAt(leaseUntil), false);
            }
          }
          return claimed;
        });
  }

  @Override
  public void record(List<Attempt> attempts) throws StoreUnavailableException {
    gate.run(
        () -> {
          for (Attempt attempt : attempts) {
            Message message = all.get(attempt.id());
            if (message != null && alive.contains(message)) {
              changed(message, after(message, attempt), attempt.dead());
            }
          }
          return attempts;
        });
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
        message.content());
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
              changed(message, after(message, new Attempt(id, 0, dueAt, "", false)), false);
            }
          }
          return ids;
        });
  }

  @Override
  public Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreUnavailableException {
    return gate.run(
        () ->
            alive.stream()
                .filter(message -> kinds.contains(message.kind()))
                .findFirst()
                .map(Message::dueAt));
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

  private void put(Message message) {
    if (all.putIfAbsent(message.id(), message) == null) {
      index(message, false);
    }
  }

  private void index(Message message, boolean isDead) {
    (isDead ? dead : alive).add(message);
    if (message.lane() != 0 && !isDead) {
      lanes.computeIfAbsent(message.lane(), _ -> new TreeSet<>(BY_SEQUENCE)).add(message);
    }
  }

  private void drop(MessageId id) {
    @Nullable Message message = all.remove(id);
    if (message == null) {
      return;
    }
    dead.remove(message);
    alive.remove(message);
    NavigableSet<Message> lane = lanes.get(message.lane());
    if (lane != null) {
      lane.remove(message);
      if (lane.isEmpty()) {
        lanes.remove(message.lane());
      }
    }
  }

  private Message changed(Message message, Message changed, boolean isDead) {
    drop(message.id());
    all.put(changed.id(), changed);
    index(changed, isDead);
    return changed;
  }
}
