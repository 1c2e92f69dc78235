package io.actorproxy.verify;

import io.actorproxy.verify.Tally.Figure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the logs of senders say was sent with what the logs of receivers say arrived. For
 * each pair the two must be equal, order included. Thread safe.
 */
final class Effects {
  private final Tally tally;
  private final Violations violations;
  private final Map<Pair, Way> ways = new HashMap<>();

  private record Pair(String sender, String receiver) {
    @Override
    public String toString() {
      return sender + " to " + receiver;
    }
  }

  /** What only one of the two logs has shown so far. */
  private static final class Way {
    final Deque<String> sent = new ArrayDeque<>();
    final Deque<String> arrived = new ArrayDeque<>();
    @Nullable String last;
  }

  Effects(Tally tally, Violations violations) {
    this.tally = tally;
    this.violations = violations;
  }

  /** The sender's state holds a turn with this effect. */
  synchronized void sent(String sender, String receiver, String id) {
    tally.count(Figure.EFFECTS_SENT);
    Pair pair = new Pair(sender, receiver);
    Way way = way(pair);
    way.sent.add(id);
    compare(pair, way);
  }

  /** The receiver's state holds this effect. */
  synchronized void arrived(String sender, String receiver, String id) {
    tally.count(Figure.EFFECTS_DELIVERED);
    Pair pair = new Pair(sender, receiver);
    Way way = way(pair);
    way.arrived.add(id);
    compare(pair, way);
  }

  /** The actors that have yet to receive something. */
  synchronized Set<String> awaitedBy() {
    Set<String> receivers = new TreeSet<>();
    ways.forEach(
        (pair, way) -> {
          if (!way.sent.isEmpty()) {
            receivers.add(pair.receiver());
          }
        });
    return receivers;
  }

  /** Nothing more will arrive. */
  synchronized void finish() {
    ways.forEach(
        (pair, way) -> {
          way.sent.forEach(id -> violations.add(Figure.EFFECTS_LOST, id + " from " + pair));
          way.arrived.forEach(id -> tooMany(pair, way, id));
        });
    ways.clear();
  }

  private void compare(Pair pair, Way way) {
    while (!way.sent.isEmpty() && !way.arrived.isEmpty()) {
      String arrived = way.arrived.remove();
      if (arrived.equals(way.sent.element())) {
        way.last = way.sent.remove();
      } else if (way.sent.remove(arrived)) {
        String expected = way.sent.element();
        violations.add(
            Figure.EFFECTS_DISORDERED, arrived + " from " + pair + " came before " + expected);
      } else {
        tooMany(pair, way, arrived);
      }
    }
  }

  private void tooMany(Pair pair, Way way, String id) {
    violations.add(
        Figure.EFFECTS_DOUBLED,
        "%s from %s arrived twice, or its turn is not in the state of the sender; before it %s"
            .formatted(id, pair, way.last));
  }

  private Way way(Pair pair) {
    return ways.computeIfAbsent(pair, _ -> new Way());
  }
}
