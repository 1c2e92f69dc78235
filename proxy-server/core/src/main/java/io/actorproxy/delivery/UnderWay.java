package io.actorproxy.delivery;

import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The messages that are being delivered, and how many more may be. Each kind has a part of the
 * capacity to itself, so that calls that take long, however many, leave room for messages of the
 * other kinds.
 *
 * <p>One that waits for its lane, or has run and waits for a save, takes no place of those that are
 * with their receivers: a slow receiver holds one place for each of its lanes, however many
 * messages were claimed for it. There may be as many that wait as there are places. Thread safe.
 */
final class UnderWay {
  /** One in so many places is kept for each kind. */
  private static final int KEPT_FOR_A_KIND = 10;

  /** One lane takes one in so many of the messages that may still wait. */
  private static final int LANE_SHARE = 4;

  private final int capacity;
  private final int kept;
  private final BytesUnderWay bytes;
  private final Map<MessageId, Shipment> shipments = new ConcurrentHashMap<>();
  private final Map<MessageKind, AtomicInteger> used = new EnumMap<>(MessageKind.class);

  UnderWay(int capacity, BytesUnderWay bytes) {
    this.capacity = capacity;
    this.bytes = bytes;
    this.kept = capacity / KEPT_FOR_A_KIND;
    for (MessageKind kind : MessageKind.values()) {
      used.put(kind, new AtomicInteger());
    }
  }

  /**
   * Adds a shipment that waits, unless its message is under way already; then returns the one it is
   * in.
   */
  @Nullable Shipment add(Shipment shipment) {
    Shipment before = shipments.putIfAbsent(shipment.id(), shipment);
    if (before == null) {
      bytes.add(shipment.message());
    }
    return before;
  }

  /** It goes to its receiver; false if it has a place already. */
  boolean takePlace(Shipment shipment) {
    boolean taken = shipment.takePlace();
    if (taken) {
      count(shipment).incrementAndGet();
    }
    return taken;
  }

  /**
   * Its receiver is done with it; the result may still have to be stored. False if it had no place.
   */
  boolean leavePlace(Shipment shipment) {
    boolean left = shipment.leavePlace();
    if (left) {
      count(shipment).decrementAndGet();
    }
    return left;
  }

  /** A later shipment of the same message stays. */
  void remove(Shipment shipment) {
    if (shipments.remove(shipment.id(), shipment)) {
      leavePlace(shipment);
      bytes.remove(shipment.message());
    }
  }

  private AtomicInteger count(Shipment shipment) {
    return used.computeIfAbsent(shipment.message().kind(), _ -> new AtomicInteger());
  }

  BytesUnderWay bytes() {
    return bytes;
  }

  @Nullable Shipment get(MessageId id) {
    return shipments.get(id);
  }

  boolean contains(MessageId id) {
    return shipments.containsKey(id);
  }

  List<Shipment> all() {
    return List.copyOf(shipments.values());
  }

  int size() {
    return shipments.size();
  }

  /** How many more messages of that kind may go to their receivers. */
  int room(MessageKind kind) {
    int free = capacity;
    int own = 0;
    for (Map.Entry<MessageKind, AtomicInteger> entry : used.entrySet()) {
      int its = entry.getValue().get();
      int left = Math.max(0, kept - its);
      free -= its;
      if (entry.getKey() == kind) {
        own = left;
      } else {
        free -= left;
      }
    }
    return Math.max(0, Math.max(own, free));
  }

  int capacity() {
    return capacity;
  }

  /** How many places are not taken. */
  int free() {
    return capacity - placed();
  }

  private int placed() {
    return used.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /**
   * How many messages one lane may have here, one of them with the receiver.
   *
   * @param parked how many wait for their receivers and not for their lanes
   */
  int roomOfLane(int parked) {
    int waiting = shipments.size() - placed() - parked;
    return 1 + Math.max(0, capacity - waiting) / LANE_SHARE;
  }
}
