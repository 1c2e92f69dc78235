package io.actorproxy.delivery;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.statestore.Message;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lanes that have messages under way; see {@link Message} for what a lane is. Messages without
 * one, whose lane is 0, are none of its business. Thread safe.
 */
final class Lanes {
  private final Map<Long, Lane> underWay = new ConcurrentHashMap<>();
  private final Consumer<Shipment> receiver;

  /**
   * @param receiver is given the messages of each lane one after the other; called without a lock
   */
  Lanes(Consumer<Shipment> receiver) {
    this.receiver = receiver;
  }

  /** Messages go to their receivers when those before them have run. */
  void send(List<Shipment> fresh) {
    Set<Lane> touched = new LinkedHashSet<>();
    for (Shipment shipment : fresh) {
      touched.add(underWay.compute(shipment.message().lane(), (_, lane) -> with(lane, shipment)));
    }
    touched.forEach(Lane::sendNext);
  }

  private Lane with(@Nullable Lane lane, Shipment shipment) {
    Lane its = lane == null ? new Lane(receiver) : lane;
    its.add(shipment);
    return its;
  }

  /** It has run well, so that the next of its lane may go. */
  void ran(Shipment shipment) {
    Lane lane = laneOf(shipment);
    if (lane != null) {
      lane.ran(shipment);
    }
  }

  /** As {@link Lane#stop}. */
  List<Shipment> stop(Shipment shipment, boolean lastWord) {
    Lane lane = laneOf(shipment);
    return lane == null ? List.of() : lane.stop(shipment, lastWord);
  }

  /**
   * A message is not under way any more.
   *
   * @param shipment null if there was none of it
   * @return whether it has a lane, of which none is left
   */
  boolean left(Message message, @Nullable Shipment shipment) {
    boolean isOver = message.lane() != 0;
    Lane lane = underWay.get(message.lane());
    if (lane != null && shipment != null && !lane.left(shipment)) {
      isOver = false;
    }
    underWay.computeIfPresent(message.lane(), (_, its) -> its.isEmpty() ? null : its);
    return isOver;
  }

  /**
   * Nothing more goes out.
   *
   * @return those that have not begun; they will not
   */
  List<Shipment> close() {
    List<Shipment> back = new ArrayList<>();
    underWay.values().forEach(lane -> back.addAll(lane.close()));
    return back;
  }

  /** How many lanes have messages under way. */
  int count() {
    return underWay.size();
  }

  private @Nullable Lane laneOf(Shipment shipment) {
    return underWay.get(shipment.message().lane());
  }

  /**
   * The lane from one sender to one receiver. Two pairs that share a lane by chance only wait for
   * each other.
   */
  static long of(ActorId sender, Call call) {
    long lane = 1;
    lane = mixed(lane, sender.system());
    lane = mixed(lane, sender.parent());
    lane = mixed(lane, sender.name());
    lane = mixed(lane, call.system());
    lane = mixed(lane, call.parent());
    lane = mixed(lane, call.name());
    return lane == 0 ? 1 : lane;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014) over 31-polynomials. */
  private static long mixed(long hash, String text) {
    long h = hash * 31 + text.length();
    for (int i = 0; i < text.length(); i++) {
      h = h * 0x9E3779B97F4A7C15L + text.charAt(i);
    }
    h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
    h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
    return h ^ (h >>> 31);
  }
}
