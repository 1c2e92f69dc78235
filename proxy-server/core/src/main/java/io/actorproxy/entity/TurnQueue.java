package io.actorproxy.entity;

import io.actorproxy.loops.OnLoop;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Turns in order. A turn is in one queue at a time, so the links are in the turns themselves: in a
 * ring, where the last one knows the first. An empty queue takes hardly any memory.
 */
@OnLoop
final class TurnQueue {
  private @Nullable Turn last;
  private int size;

  void add(Turn turn) {
    addFirst(turn);
    last = turn;
  }

  /** Adds a turn before all others. */
  void addFirst(Turn turn) {
    if (last == null) {
      turn.next = turn;
      last = turn;
    } else {
      turn.next = last.next;
      last.next = turn;
    }
    size++;
  }

  @Nullable Turn peek() {
    return last == null ? null : last.next;
  }

  /** The one that was added last; null if it is empty. */
  @Nullable Turn last() {
    return last;
  }

  @Nullable Turn poll() {
    Turn first = peek();
    if (first != null && last != null) {
      if (first == last) {
        last = null;
      } else {
        last.next = first.next;
      }
      first.next = null;
      size--;
    }
    return first;
  }

  /** Takes the first turn of a queue that is not empty. */
  Turn next() {
    Turn first = poll();
    if (first == null) {
      throw new NoSuchElementException("the queue is empty");
    }
    return first;
  }

  /** Removes the turns whose callers have their replies already, because it is too late. */
  void dropAbandoned(long now) {
    for (int left = size; left > 0; left--) {
      Turn turn = next();
      turn.expireIfLate(now);
      if (turn.isAbandoned()) {
        turn.remove();
      } else {
        add(turn);
      }
    }
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return last == null;
  }
}
