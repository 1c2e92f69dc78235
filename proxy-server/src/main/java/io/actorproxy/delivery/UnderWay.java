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
 * other kinds. Thread safe.
 */
final class UnderWay {
  /** One in so many places is kept for each kind. */
  private static final int KEPT_FOR_A_KIND = 10;

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

  /** Adds a shipment, unless its message is under way already; then returns the one it is in. */
  @Nullable Shipment add(Shipment shipment) {
    Shipment before = shipments.putIfAbsent(shipment.id(), shipment);
    if (before == null) {
      count(shipment).incrementAndGet();
      bytes.add(shipment.message());
    }
    return before;
  }

  void remove(MessageId id) {
    Shipment shipment = shipments.remove(id);
    if (shipment != null) {
      count(shipment).decrementAndGet();
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

  /** How many more messages of that kind may be under way. */
  int room(MessageKind kind) {
    int free = capacity - shipments.size();
    int own = 0;
    for (Map.Entry<MessageKind, AtomicInteger> entry : used.entrySet()) {
      int left = Math.max(0, kept - entry.getValue().get());
      if (entry.getKey() == kind) {
        own = left;
      } else {
        free -= left;
      }
    }
    return Math.max(0, Math.max(own, free));
  }
}
