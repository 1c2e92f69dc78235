package io.actorproxy.delivery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one lane that are under way. They go to their receiver one after the other: the
 * next one when the one before has run, though that may not be saved yet. After a failure none goes
 * before all that are with the receiver have ended. Thread safe.
 */
final class Lane {
  private final Consumer<Shipment> receiver;

  /** Two incarnations of a sender may have used the same number. */
  private final NavigableSet<Shipment> waiting =
      new TreeSet<>(
          Comparator.comparingLong((Shipment one) -> one.message().sequence())
              .thenComparing(one -> one.id().high())
              .thenComparing(one -> one.id().low()));

  /** With the receiver, and not ended. */
  private final Set<Shipment> out = new HashSet<>();

  /** The last one that went out, until it has run. */
  private @Nullable Shipment running;

  private boolean stopped;
  private boolean sending;

  /**
   * @param receiver is given one message after the other; called without a lock
   */
  Lane(Consumer<Shipment> receiver) {
    this.receiver = receiver;
  }

  synchronized void add(Shipment shipment) {
    waiting.add(shipment);
  }

  /** Sends the next message to the receiver, if none of the lane is running. */
  void sendNext() {
    for (Shipment next = next(); next != null; next = next()) {
      try {
        receiver.accept(next);
      } finally {
        sent();
      }
    }
  }

  private synchronized @Nullable Shipment next() {
    if (sending || stopped || running != null) {
      return null;
    }
    Shipment first = waiting.pollFirst();
    if (first == null) {
      return null;
    }
    sending = true;
    running = first;
    out.add(running);
    return running;
  }

  private synchronized void sent() {
    sending = false;
  }

  /** It has run well, so that the next one may go. */
  void ran(Shipment shipment) {
    synchronized (this) {
      if (running != shipment) {
        return;
      }
      running = null;
    }
    sendNext();
  }

  /**
   * It has failed, or will never run.
   *
   * @param lastWord whether it is not tried again, so that the others need not be given back
   * @return those that have not begun; they will not
   */
  synchronized List<Shipment> stop(Shipment shipment, boolean lastWord) {
    if (lastWord && running == shipment) {
      return List.of();
    }
    stopped = true;
    return takeBack();
  }

  /** Nothing more goes out. */
  synchronized List<Shipment> close() {
    stopped = true;
    return takeBack();
  }

  private List<Shipment> takeBack() {
    List<Shipment> back = new ArrayList<>(waiting);
    back.forEach(Shipment::tryDrop);
    waiting.clear();
    for (Shipment one : out) {
      if (one.tryDrop()) {
        back.add(one);
      }
    }
    return back;
  }

  /**
   * It is not under way any more.
   *
   * @return whether none is left
   */
  boolean left(Shipment shipment) {
    boolean isEmpty;
    synchronized (this) {
      waiting.remove(shipment);
      out.remove(shipment);
      if (running == shipment) {
        running = null;
      }
      if (out.isEmpty()) {
        stopped = false;
      }
      isEmpty = out.isEmpty() && waiting.isEmpty();
    }
    sendNext();
    return isEmpty;
  }

  synchronized boolean isEmpty() {
    return out.isEmpty() && waiting.isEmpty();
  }
}
