package io.actorproxy.entity;

import org.jspecify.annotations.Nullable;

/**
 * Turns in order. A turn is in one queue at a time, so the links are in the turns themselves: in a
 * ring, where the last one knows the first. An empty queue takes hardly any memory.
 */
final class TurnQueue {
  private @Nullable Turn last;
  private int size;

  void add(Turn turn) {
    if (last == null) {
      turn.next = turn;
    } else {
      turn.next = last.next;
      last.next = turn;
    }
    last = turn;
    size++;
  }

  @Nullable Turn peek() {
    return last == null ? null : last.next;
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

  /** Lets those go whose callers were told already that it is too late. */
  void dropAbandoned(long now) {
    for (int left = size; left > 0; left--) {
      Turn turn = poll();
      if (turn != null && turn.isAbandoned(now)) {
        turn.onReturned();
      } else if (turn != null) {
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
