package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.SlotId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the calls of slots, and from which members they came. Thread safe. */
final class CallCounts {
  /**
   * What was counted of a slot since the last look.
   *
   * @param turns all that began here
   * @param forwarded the calls that came from each other member
   */
  record Counted(long turns, Map<Long, Long> forwarded) {
    static final Counted NONE = new Counted(0, Map.of());
  }

  private static final class Counter {
    final AtomicLong turns = new AtomicLong();
    final Map<Long, AtomicLong> forwarded = new ConcurrentHashMap<>();
  }

  private final boolean isUsed;
  private final Map<SlotId, Counter> counters = new ConcurrentHashMap<>();

  /**
   * @param isUsed whether the counts are asked for; nothing is counted else
   */
  CallCounts(boolean isUsed) {
    this.isUsed = isUsed;
  }

  /** A turn has begun here. */
  void onTurn(SlotId slot) {
    if (isUsed) {
      counter(slot).turns.incrementAndGet();
    }
  }

  /** A call has come from another member. */
  void onForwarded(SlotId slot, long from) {
    if (isUsed) {
      counter(slot).forwarded.computeIfAbsent(from, _ -> new AtomicLong()).incrementAndGet();
    }
  }

  private Counter counter(SlotId slot) {
    Counter known = counters.get(slot);
    return known == null ? counters.computeIfAbsent(slot, _ -> new Counter()) : known;
  }

  /**
   * Answers what was counted since it was asked before. What is counted at this moment may be lost.
   */
  Map<SlotId, Counted> take() {
    Map<SlotId, Counted> taken = new HashMap<>();
    for (SlotId slot : counters.keySet()) {
      Counter counter = counters.remove(slot);
      if (counter != null) {
        Map<Long, Long> forwarded = new HashMap<>();
        counter.forwarded.forEach((from, calls) -> forwarded.put(from, calls.get()));
        taken.put(slot, new Counted(counter.turns.get(), forwarded));
      }
    }
    return taken;
  }
}
