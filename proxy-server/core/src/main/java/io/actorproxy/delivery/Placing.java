package io.actorproxy.delivery;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.actorproxy.invocation.Call;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore.Name;
import io.actorproxy.statestore.MemberMessages;
import io.actorproxy.statestore.MemberMessages.Placed;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.MessagePlace;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says of messages in which slots their receivers are, so that the owner of the slot claims them.
 * What is not known when a message is stored is found out by any member, soon after. Thread safe.
 */
final class Placing {
  /** How many messages are looked at, and changed, at a time. */
  private static final int PAGE = 500;

  /** So many pages of all messages are looked at in one run. */
  private static final int PAGES_OF_A_SWEEP = 4;

  /** After all were looked at. */
  private static final long SWEEP_PAUSE_NANOS = 60_000_000_000L;

  private static final long SEARCH_PAUSE_NANOS = 1_000_000_000L;

  /** More are found by the search. */
  private static final int NEW_MAX = 10_000;

  /** A receiver that no member knows for longer is taken for none. */
  private static final long PATIENCE_MILLIS = 60_000;

  private final MemberMessages messages;
  private final Owner.Member owner;
  private final TimeSource time;

  /** Stored without group, or found in another slot; by their receivers. */
  private final Map<MessageId, ActorKey> toBePlaced = new ConcurrentHashMap<>();

  private Optional<MessageCursor> searched = Optional.empty();
  private long searchAt;
  private Optional<MessageCursor> swept = Optional.empty();
  private long sweepAt;

  Placing(MemberCustody custody, TimeSource time) {
    this.messages = custody.messages();
    this.owner = custody.owner();
    this.time = time;
    this.searchAt = time.nanoTime();
    this.sweepAt = searchAt;
  }

  // --- as far as it is known

  /** The place of a new message; its group is left out if it is not known. */
  MessagePlace placeOf(Call call) {
    String group =
        call.registerRef().isEmpty()
            ? null
            : owner.groupOf(new TypeName(call.system(), call.registerRef()));
    return new MessagePlace(
        group == null ? groupOf(call.system(), call.parent(), call.name()) : group,
        owner.slotNumberOf(call.system(), call.name()));
  }

  private @Nullable String groupOf(String system, String parent, String name) {
    return owner.groupOf(new TypeName(system, parent.isEmpty() ? name : parent));
  }

  // --- when it is found out

  /**
   * Messages were stored: those without group are placed soon, and of those in slots of other
   * members the owners are told.
   *
   * @return those of which this member has to do something
   */
  List<Message> onStored(List<Message> stored) {
    List<Message> mine = new ArrayList<>();
    for (Message message : stored) {
      MessagePlace place = message.place();
      if (place == null || place.group() == null) {
        mine.add(message);
        if (place != null && toBePlaced.size() < NEW_MAX) {
          toBePlaced.put(message.id(), message.target());
        }
        continue;
      }
      SlotId slot = new SlotId(place.group(), place.number());
      if (owner.isClaimable(slot)) {
        mine.add(message);
      } else {
        owner.tellOwner(slot, message.dueAt());
      }
    }
    return mine;
  }

  /** The receiver of a message was found, and is in a slot of another member. */
  void onFound(MessageId id, ActorKey receiver) {
    toBePlaced.put(id, receiver);
  }

  /** Whether the slot of an actor is one of those that this member claims. */
  boolean isClaimable(ActorKey actor) {
    String group = groupOf(actor.system(), actor.parent(), actor.name());
    return group != null
        && owner.isClaimable(new SlotId(group, owner.slotNumberOf(actor.system(), actor.name())));
  }

  /**
   * Places what is known to need it, and looks now and then for what other members have left.
   * Blocks; for the thread that claims.
   *
   * @param now the time of the store
   */
  void placeNew(long now) throws StoreException {
    if (!toBePlaced.isEmpty()) {
      Map<MessageId, ActorKey> some = new HashMap<>();
      toBePlaced.entrySet().stream()
          .limit(PAGE)
          .forEach(entry -> some.put(entry.getKey(), entry.getValue()));
      Map<Name, List<ActorKey>> instances = instancesOf(some.values());
      Map<MessageId, MessagePlace> places = new HashMap<>();
      some.forEach(
          (id, receiver) -> {
            List<String> groups = groupsOf(receiver, instances);
            if (!groups.isEmpty()) {
              places.put(id, placeOf(receiver, groups.getFirst()));
            }
          });
      messages.place(places);
      places.values().forEach(this::tellOwner);
      // Those that were not found are found again by the search.
      some.forEach(toBePlaced::remove);
    }
    if (time.nanoTime() - searchAt >= 0) {
      List<Placed> page = messages.withoutGroup(searched, PAGE);
      place(page, now);
      searched = page.size() < PAGE ? Optional.empty() : Optional.of(page.getLast().cursor());
      searchAt = time.nanoTime() + SEARCH_PAUSE_NANOS;
    }
  }

  /**
   * Looks at some of all messages: of those that were stored by processes that worked alone, and of
   * types whose group has changed, the place is not right. Blocks; for the thread of the upkeep.
   *
   * @param now the time of the store
   */
  void sweep(long now) throws StoreException {
    if (owner.identity() == null || time.nanoTime() - sweepAt < 0) {
      return;
    }
    for (int i = 0; i < PAGES_OF_A_SWEEP; i++) {
      List<Placed> page = messages.places(swept, PAGE);
      place(page, now);
      if (page.size() < PAGE) {
        swept = Optional.empty();
        sweepAt = time.nanoTime() + SWEEP_PAUSE_NANOS;
        return;
      }
      swept = Optional.of(page.getLast().cursor());
    }
  }

  private void tellOwner(MessagePlace place) {
    String group = place.group();
    if (group != null && !owner.isClaimable(new SlotId(group, place.number()))) {
      owner.tellOwner(new SlotId(group, place.number()), 0);
    }
  }

  private void place(List<Placed> page, long now) throws StoreException {
    Map<Name, List<ActorKey>> instances = instancesOf(page.stream().map(Placed::target).toList());
    Map<MessageId, MessagePlace> places = new HashMap<>();
    for (Placed message : page) {
      MessagePlace right = right(message, groupsOf(message.target(), instances), now);
      if (right != null && !right.equals(message.place())) {
        places.put(message.id(), right);
      }
    }
    messages.place(places);
  }

  /**
   * @param groups those that the receiver may be of, as far as its row says
   */
  private @Nullable MessagePlace right(Placed message, List<String> groups, long now) {
    MessagePlace stored = message.place();
    String group = stored == null ? null : stored.group();
    if (!groups.isEmpty()) {
      // Its sender may have known more than the row says.
      boolean isRight = group != null && groups.contains(group);
      return placeOf(message.target(), isRight ? group : groups.getFirst());
    }
    return group == null && now - message.dueAt() > PATIENCE_MILLIS ? anywhere() : null;
  }

  private MessagePlace placeOf(ActorKey receiver, @Nullable String group) {
    return new MessagePlace(group, owner.slotNumberOf(receiver.system(), receiver.name()));
  }

  /** The groups of the types that the receiver may be of; none if no member has registered any. */
  private List<String> groupsOf(ActorKey receiver, Map<Name, List<ActorKey>> instances) {
    String group = groupOf(receiver.system(), receiver.parent(), receiver.name());
    if (group != null || !receiver.parent().isEmpty()) {
      return group == null ? List.of() : List.of(group);
    }
    return instances.getOrDefault(Name.of(receiver), List.of()).stream()
        .map(instance -> groupOf(instance.system(), instance.parent(), ""))
        .flatMap(Stream::ofNullable)
        .distinct()
        .toList();
  }

  /** The instances that receivers may be of which nothing but the name is known. */
  private Map<Name, List<ActorKey>> instancesOf(Collection<ActorKey> receivers)
      throws StoreException {
    Set<Name> names =
        receivers.stream()
            .filter(one -> one.parent().isEmpty())
            .filter(one -> groupOf(one.system(), "", one.name()) == null)
            .map(Name::of)
            .collect(toSet());
    return names.isEmpty()
        ? Map.of()
        : owner.instancesNamed(names).stream().collect(groupingBy(Name::of));
  }

  /** A slot of this member, where the delivery fails as it would in a process alone. */
  private @Nullable MessagePlace anywhere() {
    return owner.claimable().stream()
        .findFirst()
        .map(slot -> new MessagePlace(slot.group(), slot.number()))
        .orElse(null);
  }
}
