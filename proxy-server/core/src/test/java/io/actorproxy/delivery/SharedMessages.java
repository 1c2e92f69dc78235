package io.actorproxy.delivery;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.MemberMessages;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.MessagePlace;
import io.actorproxy.statestore.cluster.SlotId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Messages in memory, as the members of a cluster share them. Which are members a test says. */
public final class SharedMessages implements MemberMessages {
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);

  private final MessageStore store;
  private final Predicate<Long> isMember;
  private final Map<MessageId, Long> claims = new HashMap<>();
  private boolean loses;

  /**
   * @param store keeps the messages with their places, as that in memory does
   * @param isMember whether an epoch is that of a member
   */
  public SharedMessages(MessageStore store, Predicate<Long> isMember) {
    this.store = store;
    this.isMember = isMember;
  }

  /** The next claims take effect, and their answers are lost. */
  public void loseAnswers(boolean lost) {
    loses = lost;
  }

  /** Those that members have claimed, and that are there. */
  public Map<MessageId, Long> claims() throws StoreException {
    Map<MessageId, Long> counting = new HashMap<>(claims);
    counting.keySet().retainAll(all().stream().map(Message::id).toList());
    return counting;
  }

  /** The store, of which members may ask more. */
  public MessageStore asStore() {
    return (MessageStore)
        Proxy.newProxyInstance(
            MessageStore.class.getClassLoader(),
            new Class<?>[] {MessageStore.class},
            (_, method, arguments) ->
                method.getName().equals("ofMembers")
                    ? Optional.of(this)
                    : call(method, arguments == null ? new Object[0] : arguments));
  }

  private synchronized @Nullable Object call(Method method, Object[] arguments) throws Throwable {
    @Nullable Object result;
    try {
      result = method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    switch (method.getName()) {
      case "add" -> {
        if (arguments.length == 2 && (long) arguments[0] != MessageStore.UNCLAIMED) {
          all(Message.class, arguments[1]).forEach(m -> claims.put(m.id(), (long) arguments[0]));
        }
      }
      case "release" ->
          all(MessageId.class, arguments[1]).forEach(id -> claims.remove(id, arguments[0]));
      case "record" ->
          all(Attempt.class, arguments[1]).stream()
              .filter(attempt -> !((Set<?>) result).contains(attempt.id()))
              .forEach(attempt -> claims.remove(attempt.id()));
      default -> {}
    }
    return result;
  }

  private static <T> List<T> all(Class<T> type, Object list) {
    return ((Collection<?>) list).stream().map(type::cast).toList();
  }

  private List<Message> all() throws StoreException {
    return store.list(ALL, false, Optional.empty(), Integer.MAX_VALUE);
  }

  @Override
  public synchronized List<Message> claim(
      Identity me, Set<SlotId> slots, Set<MessageKind> kinds, long now, ClaimLimits limits)
      throws StoreException {
    List<Message> claimed = new ArrayList<>();
    if (!isMember.test(me.epoch())) {
      return claimed;
    }
    claims.values().removeIf(epoch -> !isMember.test(epoch));
    Map<Long, Boolean> isLaneOpen = new HashMap<>();
    for (Message message : inOrder()) {
      boolean may =
          isIn(slots, message)
              && !claims.containsKey(message.id())
              && kinds.contains(message.kind())
              && message.dueAt() <= now
              && claimed.size() < limits.messages()
              && (message.lane() == 0 || isLaneOpen.getOrDefault(message.lane(), true));
      if (may) {
        claimed.add(message);
      }
      isLaneOpen.put(message.lane(), may && message.failure().isEmpty());
    }
    for (Message message : claimed) {
      // It has no other way to claim a message without a lease.
      store.remove(List.of(message.id()));
      store.add(me.epoch(), List.of(message));
      claims.put(message.id(), me.epoch());
    }
    if (loses) {
      throw new StoreUnavailableException("The answer is lost.");
    }
    return claimed;
  }

  private List<Message> inOrder() throws StoreException {
    List<Message> all = new ArrayList<>(all());
    all.sort(Comparator.comparingLong(Message::sequence));
    return all;
  }

  private static boolean isIn(Set<SlotId> slots, Message message) {
    MessagePlace place = message.place();
    return place != null
        && place.group() != null
        && slots.contains(new SlotId(place.group(), place.number()));
  }

  @Override
  public synchronized int forgetClaims(Identity me, Set<MessageId> known) throws StoreException {
    int before = claims.size();
    for (Message message : all()) {
      if (!known.contains(message.id()) && claims.remove(message.id(), me.epoch())) {
        store.release(me.epoch(), List.of(message.id()), message.dueAt());
      }
    }
    return before - claims.size();
  }

  @Override
  public synchronized Optional<Long> nextDue(Set<SlotId> slots, Set<MessageKind> kinds)
      throws StoreException {
    return all().stream()
        .filter(message -> kinds.contains(message.kind()) && isIn(slots, message))
        .filter(message -> !claims.containsKey(message.id()))
        .map(Message::dueAt)
        .findFirst();
  }

  @Override
  public List<Placed> withoutGroup(Optional<MessageCursor> after, int limit) throws StoreException {
    return all().stream()
        .filter(message -> message.place() != null && message.place().group() == null)
        .map(SharedMessages::placed)
        .limit(limit)
        .toList();
  }

  @Override
  public List<Placed> places(Optional<MessageCursor> after, int limit) throws StoreException {
    return all().stream().map(SharedMessages::placed).limit(limit).toList();
  }

  private static Placed placed(Message message) {
    return new Placed(message.id(), message.target(), message.dueAt(), message.place());
  }

  @Override
  public synchronized void place(Map<MessageId, MessagePlace> places) throws StoreException {
    for (Message message : all()) {
      MessagePlace place = places.get(message.id());
      if (place != null) {
        store.remove(List.of(message.id()));
        store.add(
            claims.getOrDefault(message.id(), MessageStore.UNCLAIMED),
            List.of(message.withPlace(place)));
      }
    }
  }
}
