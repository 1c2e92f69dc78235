package io.actorproxy.cluster.link;

import io.actorproxy.cluster.link.LinkConfig.Limits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What may wait for one member: calls without an answer, and bytes that are not sent. Answers have
 * as much room as all else together, so that calls which wait for the other member's answers do not
 * take the room of its own ones: an answer without room is lost, though its call has run.
 */
final class LinkRoom {
  private final Limits limits;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong answerBytes = new AtomicLong();

  LinkRoom(Limits limits) {
    this.limits = limits;
  }

  /** Takes room for a call that waits to be sent; false if there is none. */
  boolean tryCall(int size) {
    if (calls.incrementAndGet() > limits.calls()) {
      calls.decrementAndGet();
      return false;
    }
    if (!tryBytes(size)) {
      calls.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Takes room for bytes that wait to be sent; there is some for a single message of any size. */
  boolean tryBytes(int size) {
    return tryTake(bytes, size);
  }

  /** Bytes are sent, or dropped. */
  void freeBytes(int size) {
    bytes.addAndGet(-size);
  }

  /** As {@link #tryBytes}, for an answer. */
  boolean tryAnswer(int size) {
    return tryTake(answerBytes, size);
  }

  private boolean tryTake(AtomicLong of, int size) {
    long before = of.getAndAdd(size);
    if (before > 0 && before + size > limits.queuedBytes()) {
      of.addAndGet(-size);
      return false;
    }
    return true;
  }

  /** Takes room for an answer of few bytes, which must be sent. */
  void takeAnswer(int size) {
    answerBytes.addAndGet(size);
  }

  /** An answer is sent, or dropped. */
  void freeAnswer(int size) {
    answerBytes.addAndGet(-size);
  }

  /** Whether so many answers wait that the room left is for those of calls that were taken in. */
  boolean isCrowded() {
    return answerBytes.get() > limits.queuedBytes() / 2;
  }

  /** A call has its answer, or gets none. */
  void freeCall() {
    calls.decrementAndGet();
  }

  /** How many bytes wait to be sent. */
  long queuedBytes() {
    return bytes.get() + answerBytes.get();
  }

  /** How many calls have no answer. */
  int calls() {
    return calls.get();
  }
}
