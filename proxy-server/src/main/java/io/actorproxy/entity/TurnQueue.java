package io.actorproxy.entity;

import org.jspecify.annotations.Nullable;

/** Turns in order. A turn is in one queue at a time, so the links are in the turns themselves. */
final class TurnQueue {
  private @Nullable Turn head;
  private @Nullable Turn tail;
  private int size;

  void add(Turn turn) {
    if (tail == null) {
      head = turn;
    } else {
      tail.next = turn;
    }
    tail = turn;
    size++;
  }

  @Nullable Turn peek() {
    return head;
  }

  @Nullable Turn poll() {
    Turn turn = head;
    if (turn != null) {
      head = turn.next;
      turn.next = null;
      size--;
      if (head == null) {
        tail = null;
      }
    }
    return turn;
  }

  /** Lets those go whose callers were told already that it is too late. */
  void dropAbandoned() {
    for (int left = size; left > 0; left--) {
      Turn turn = poll();
      if (turn != null && turn.isAbandoned()) {
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
    return head == null;
  }
}
