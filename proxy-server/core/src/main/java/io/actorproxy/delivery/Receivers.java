package io.actorproxy.delivery;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The share of the places that each receiver may have. What comes for one that has its share is
 * parked: it keeps its lease and waits here, in its order, until that receiver has done with
 * another. What comes when much is parked for its receiver is put off. So slow receivers, however
 * much there is for them, leave places for the others.
 *
 * <p>The share shrinks as places get scarce, but is never less than one. Thread safe.
 */
final class Receivers {
  /** So many times the places may be parked of each kind. */
  private static final int PARKED_TIMES = 4;

  /** One receiver may have one in so many of the messages that may still be parked. */
  private static final int PARKED_SHARE = 8;

  /** How long a receiver is taken to need for a message before it has done with any. */
  private static final long FIRST_GUESS_MILLIS = 100;

  private static final long PUT_OFF_MILLIS_MIN = 50;
  private static final long NANOS = 1_000_000;

  private final UnderWay underWay;
  private final int most;
  private final long putOffMax;
  private final TimeSource time;
  private final long beganNanos;
  private final Consumer<Shipment> deliver;
  private final Map<ActorKey, Receiver> receivers = new ConcurrentHashMap<>();
  private final Map<MessageKind, AtomicInteger> parked = new EnumMap<>(MessageKind.class);

  /** Changed only while its entry of the map is computed. */
  private static final class Receiver {
    private final Set<Shipment> parked = new LinkedHashSet<>();
    private final int[] parkedOfKind = new int[MessageKind.values().length];
    private final Set<Shipment> placed = new HashSet<>();
    private boolean sending;

    /** When the latest message left, and how long one takes, on average. */
    private long leftAt;

    private double pace = FIRST_GUESS_MILLIS;

    /** Until then something is put off, and what is new comes behind it. */
    private long putOffUntil;

    void park(Shipment shipment) {
      parked.add(shipment);
      parkedOfKind[kindOf(shipment)]++;
    }

    boolean unpark(Shipment shipment) {
      boolean wasParked = parked.remove(shipment);
      if (wasParked) {
        parkedOfKind[kindOf(shipment)]--;
      }
      return wasParked;
    }

    /** How long a message has to be put off; 0 if it may be parked. */
    long putOff(Shipment shipment, boolean isNew, int parkedMax, long most, long now) {
      long millis = isNew ? Math.max(0, putOffUntil - now) : 0;
      if (parkedOfKind[kindOf(shipment)] >= parkedMax) {
        long half = (long) (parked.size() * pace / 2);
        millis = Math.max(millis, Math.clamp(half, PUT_OFF_MILLIS_MIN, most));
      }
      putOffUntil = Math.max(putOffUntil, millis == 0 ? 0 : now + millis);
      return millis;
    }

    private static int kindOf(Shipment shipment) {
      return shipment.message().kind().ordinal();
    }

    void onLeft(long now) {
      if (leftAt > 0) {
        pace += (Math.clamp(now - leftAt, 0, 60_000) - pace) / 8;
      }
      leftAt = now;
    }

    boolean isIdle() {
      return placed.isEmpty() && !sending && parked.isEmpty();
    }
  }

  /**
   * @param most how many places one receiver may have
   * @param putOffMax how long a message may be put off at the longest, in milliseconds
   * @param deliver is given what may go, of each receiver one after the other; called without a
   *     lock
   */
  Receivers(
      UnderWay underWay, int most, long putOffMax, TimeSource time, Consumer<Shipment> deliver) {
    this.underWay = underWay;
    this.most = most;
    this.putOffMax = Math.max(PUT_OFF_MILLIS_MIN, putOffMax);
    this.time = time;
    this.beganNanos = time.nanoTime();
    this.deliver = deliver;
    for (MessageKind kind : MessageKind.values()) {
      parked.put(kind, new AtomicInteger());
    }
  }

  /**
   * It goes to its receiver now, or when there is a place for it.
   *
   * @param isNew whether it was never put off, so that it comes behind what is
   * @return 0; or for how many milliseconds it has to be put off, since so much is parked for its
   *     receiver already. That is half the time which this takes, so that the receiver never stands
   *     idle
   */
  long send(Shipment shipment, boolean isNew) {
    ActorKey key = shipment.message().target();
    underWay.leavePlace(shipment);
    int parkedMax = Math.max(1, room(shipment.message().kind()) / PARKED_SHARE);
    long[] putOff = {0};
    receivers.compute(
        key,
        (_, known) -> {
          Receiver receiver = known == null ? new Receiver() : known;
          putOff[0] = receiver.putOff(shipment, isNew, parkedMax, putOffMax, now());
          if (putOff[0] == 0) {
            receiver.park(shipment);
            count(shipment).incrementAndGet();
          }
          return receiver;
        });
    deliverNext(key);
    return putOff[0];
  }

  /** Its receiver is done with it, or will never have it. */
  void leave(Shipment shipment) {
    ActorKey key = shipment.message().target();
    underWay.leavePlace(shipment);
    receivers.computeIfPresent(
        key,
        (_, receiver) -> {
          if (receiver.unpark(shipment)) {
            count(shipment).decrementAndGet();
          }
          if (receiver.placed.remove(shipment)) {
            receiver.onLeft(now());
          }
          return receiver.isIdle() ? null : receiver;
        });
    deliverNext(key);
  }

  /** Drops what is parked; returns it. */
  List<Shipment> drop() {
    List<Shipment> dropped = new ArrayList<>();
    for (ActorKey key : receivers.keySet()) {
      receivers.computeIfPresent(
          key,
          (_, receiver) -> {
            receiver.parked.stream().filter(Shipment::tryDrop).forEach(dropped::add);
            return receiver;
          });
    }
    return dropped;
  }

  /** How many more of that kind may be parked. */
  int room(MessageKind kind) {
    return Math.max(0, PARKED_TIMES * underWay.capacity() - parked(kind).get());
  }

  int parked() {
    return parked.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /** In milliseconds since a moment before this began. */
  private long now() {
    return 1 + (time.nanoTime() - beganNanos) / NANOS;
  }

  private void deliverNext(ActorKey key) {
    for (Shipment next = next(key); next != null; next = next(key)) {
      try {
        deliver.accept(next);
      } finally {
        sent(key);
      }
    }
  }

  private @Nullable Shipment next(ActorKey key) {
    Shipment[] found = {null};
    receivers.computeIfPresent(
        key,
        (_, receiver) -> {
          if (!receiver.sending && receiver.placed.size() < share()) {
            Shipment first = first(receiver);
            if (first != null && underWay.takePlace(first)) {
              receiver.placed.add(first);
              receiver.sending = true;
              found[0] = first;
            }
          }
          return receiver.isIdle() ? null : receiver;
        });
    return found[0];
  }

  private @Nullable Shipment first(Receiver receiver) {
    while (!receiver.parked.isEmpty()) {
      Shipment shipment = receiver.parked.iterator().next();
      receiver.unpark(shipment);
      count(shipment).decrementAndGet();
      if (!shipment.answered()) {
        return shipment;
      }
    }
    return null;
  }

  private void sent(ActorKey key) {
    receivers.computeIfPresent(
        key,
        (_, receiver) -> {
          receiver.sending = false;
          return receiver.isIdle() ? null : receiver;
        });
  }

  private int share() {
    return Math.max(1, (int) ((long) most * underWay.free() / underWay.capacity()));
  }

  private AtomicInteger count(Shipment shipment) {
    return parked(shipment.message().kind());
  }

  private AtomicInteger parked(MessageKind kind) {
    return parked.computeIfAbsent(kind, _ -> new AtomicInteger());
  }
}
