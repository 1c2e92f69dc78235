package io.actorproxy.cluster.link;

import io.actorproxy.cluster.link.LinkConfig.Limits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What may wait for one member: calls without an answer, and bytes that are not sent. */
final class LinkRoom {
  private final Limits limits;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

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
    long before = bytes.getAndAdd(size);
    if (before > 0 && before + size > limits.queuedBytes()) {
      bytes.addAndGet(-size);
      return false;
    }
    return true;
  }

  /** Takes room for bytes that are few and must be sent. */
  void takeBytes(int size) {
    bytes.addAndGet(size);
  }

  /** Bytes are sent, or dropped. */
  void freeBytes(int size) {
    bytes.addAndGet(-size);
  }

  /** A call has its answer, or gets none. */
  void freeCall() {
    calls.decrementAndGet();
  }

  /** How many bytes wait to be sent. */
  long queuedBytes() {
    return bytes.get();
  }

  /** How many calls have no answer. */
  int calls() {
    return calls.get();
  }
}
