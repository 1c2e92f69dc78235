package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.MessageStore.UNCLAIMED;
import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.CONSUMED;
import static io.actorproxy.statestore.SaveResult.SAVED;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a store is to do with saves and messages, in so few words that it can be seen to be so. */
final class StoreModel {

  private static final Comparator<Message> BY_TIME =
      Comparator.comparingLong(Message::dueAt)
          .thenComparing(message -> message.id().toBytes(), Arrays::compareUnsigned);

  private final int historyLimit;
  private final List<Message> alive = new ArrayList<>();
  private final List<Message> dead = new ArrayList<>();

  /** The owners of claims; those of messages that are gone do no harm. */
  private final Map<MessageId, Long> owners = new HashMap<>();

  /** The last accepted save of each actor. */
  private final Map<ActorKey, Save> last = new HashMap<>();

  private final Map<ActorKey, List<Long>> history = new HashMap<>();

  StoreModel(int historyLimit) {
    this.historyLimit = historyLimit;
  }

  Map<ActorKey, Save> last() {
    return last;
  }

  long revision(ActorKey key) {
    Save save = last.get(key);
    return save == null ? 0 : save.expectedRevision() + 1;
  }

  /** What is kept, the newest first. */
  List<Long> history(ActorKey key) {
    return history.getOrDefault(key, List.of()).reversed();
  }

  SaveResult save(Save save) {
    @Nullable Save before = last.get(save.key());
    long stored = revision(save.key());
    if (before != null && before.writer() == save.writer() && save.expectedRevision() < stored) {
      if (save.expectedRevision() == before.expectedRevision()) {
        last.put(save.key(), save);
      }
      return SAVED;
    }
    if (save.expectedRevision() != stored) {
      return CONFLICT;
    }
    if (!save.consumes().stream().allMatch(id -> find(id).isPresent())) {
      return CONSUMED;
    }
    last.put(save.key(), save);
    remove(save.consumes());
    add(save.sends());
    if (save.keep()) {
      List<Long> kept = history.computeIfAbsent(save.key(), _ -> new ArrayList<>());
      kept.add(stored + 1);
      kept.subList(0, Math.max(0, kept.size() - historyLimit)).clear();
    }
    return SAVED;
  }

  Optional<Message> find(MessageId id) {
    return Stream.concat(alive.stream(), dead.stream()).filter(m -> m.id().equals(id)).findAny();
  }

  void add(List<Message> messages) {
    for (Message message : messages) {
      if (find(message.id()).isEmpty()) {
        alive.add(message);
      }
    }
  }

  void remove(List<MessageId> ids) {
    alive.removeIf(message -> ids.contains(message.id()));
    dead.removeIf(message -> ids.contains(message.id()));
  }

  private boolean isOfAnother(long owner, MessageId id) {
    return !List.of(owner, UNCLAIMED).contains(owners.getOrDefault(id, UNCLAIMED));
  }

  /** Those that another owner has claimed. */
  Set<MessageId> refused(long owner, List<MessageId> ids) {
    return ids.stream()
        .filter(id -> find(id).isPresent() && isOfAnother(owner, id))
        .collect(Collectors.toSet());
  }

  void finish(long owner, List<MessageId> ids) {
    remove(ids.stream().filter(id -> !isOfAnother(owner, id)).toList());
  }

  List<Message> claim(
      long owner, Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits) {
    List<Message> first = new ArrayList<>();
    long bytes = 0;
    for (Message message : list(kinds, false)) {
      if (message.dueAt() <= now && isFirst(message)) {
        boolean fits = first.isEmpty() || bytes + message.content().length <= limits.bytes();
        if (first.size() == limits.messages() || !fits) {
          break;
        }
        first.add(message);
        bytes += message.content().length;
      }
    }
    long lanes = first.stream().filter(StoreModel::isLeader).count();
    List<Message> due = new ArrayList<>();
    for (Message leader : first) {
      due.add(leader);
      long more =
          lanes == 0
              ? 0
              : Math.min(limits.ofLane() - 1, (limits.messages() - first.size()) / lanes);
      for (Message next : isLeader(leader) ? behind(leader) : List.<Message>of()) {
        boolean fits = bytes + next.content().length <= limits.bytes();
        if (more == 0
            || next.dueAt() > now
            || !next.failure().isEmpty()
            || !kinds.contains(next.kind())
            || !fits) {
          break;
        }
        due.add(next);
        bytes += next.content().length;
        more--;
      }
    }
    alive.removeAll(due);
    List<Message> leased = due.stream().map(m -> MessageWords.due(m, leaseUntil)).toList();
    alive.addAll(leased);
    leased.forEach(message -> owners.put(message.id(), owner));
    return leased;
  }

  private static boolean isLeader(Message message) {
    return message.lane() != 0 && message.failure().isEmpty();
  }

  private List<Message> behind(Message leader) {
    return alive.stream()
        .filter(m -> m.lane() == leader.lane() && m.sequence() > leader.sequence())
        .sorted(Comparator.comparingLong(Message::sequence))
        .toList();
  }

  private boolean isFirst(Message message) {
    return message.lane() == 0
        || alive.stream()
            .noneMatch(m -> m.lane() == message.lane() && m.sequence() < message.sequence());
  }

  int takeOver(long owner, long now, long until) {
    List<Message> leased =
        alive.stream()
            .filter(m -> m.dueAt() > now && m.dueAt() <= until && isOfAnother(owner, m.id()))
            .toList();
    leased.forEach(message -> change(message, now));
    return leased.size();
  }

  /** It is not claimed then. */
  private void change(Message message, long dueAt) {
    alive.remove(message);
    alive.add(MessageWords.due(message, dueAt));
    owners.remove(message.id());
  }

  void release(long owner, List<MessageId> ids, long dueAt) {
    alive.stream()
        .filter(m -> ids.contains(m.id()) && owners.getOrDefault(m.id(), UNCLAIMED) == owner)
        .toList()
        .forEach(message -> change(message, dueAt));
  }

  void hasten(List<Message> seen, long dueAt) {
    for (Message one : seen) {
      alive.stream()
          .filter(m -> m.id().equals(one.id()) && m.dueAt() == one.dueAt())
          .toList()
          .forEach(message -> change(message, dueAt));
    }
  }

  void record(long owner, Attempt attempt) {
    Optional<Message> found = alive.stream().filter(m -> m.id().equals(attempt.id())).findAny();
    if (found.isPresent()
        && found.get().dueAt() == attempt.lease()
        && !isOfAnother(owner, attempt.id())) {
      alive.remove(found.get());
      owners.remove(attempt.id());
      (attempt.dead() ? dead : alive).add(MessageWords.after(found.get(), attempt));
    }
  }

  /** Those that are alive, and not what these have made of them. */
  Set<MessageId> notRecorded(List<Attempt> attempts) {
    return attempts.stream()
        .filter(
            attempt ->
                alive.stream()
                    .filter(message -> message.id().equals(attempt.id()))
                    .anyMatch(message -> !isRecorded(message, attempt)))
        .map(Attempt::id)
        .collect(Collectors.toSet());
  }

  private boolean isRecorded(Message message, Attempt attempt) {
    return !attempt.dead()
        && !owners.containsKey(message.id())
        && message.dueAt() == attempt.dueAt()
        && message.attempts() == attempt.attempts();
  }

  /** Those that are alive, and not claimed by the owner until then. */
  Set<MessageId> notRenewed(long owner, List<Message> claimed, long leaseUntil) {
    Set<MessageId> ids = claimed.stream().map(Message::id).collect(Collectors.toSet());
    return alive.stream()
        .filter(message -> ids.contains(message.id()))
        .filter(
            message ->
                message.dueAt() != leaseUntil
                    || owners.getOrDefault(message.id(), UNCLAIMED) != owner)
        .map(Message::id)
        .collect(Collectors.toSet());
  }

  void renew(long owner, List<Message> claimed, long leaseUntil) {
    for (Message leased : claimed) {
      alive.replaceAll(
          message ->
              message.id().equals(leased.id())
                      && message.dueAt() == leased.dueAt()
                      && owners.getOrDefault(leased.id(), UNCLAIMED) == owner
                  ? MessageWords.due(message, leaseUntil)
                  : message);
    }
  }

  void revive(List<MessageId> ids, long dueAt) {
    for (Message letter : dead.stream().filter(m -> ids.contains(m.id())).toList()) {
      dead.remove(letter);
      alive.add(MessageWords.after(letter, new Attempt(letter.id(), 0, 0, dueAt, "", false)));
    }
  }

  List<Message> list(Set<MessageKind> kinds, boolean dead) {
    return (dead ? this.dead : alive)
        .stream().filter(m -> kinds.contains(m.kind())).sorted(BY_TIME).toList();
  }

  Optional<Long> nextClaimable(Set<MessageKind> kinds) {
    return list(kinds, false).stream().filter(this::isFirst).map(Message::dueAt).findFirst();
  }

  Optional<Long> nextDue(Set<MessageKind> kinds) {
    return list(kinds, false).stream().map(Message::dueAt).findFirst();
  }
}
