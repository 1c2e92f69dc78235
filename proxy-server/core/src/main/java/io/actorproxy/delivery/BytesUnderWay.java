package io.actorproxy.delivery;

import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.statestore.Message;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of messages under way. They come out of the memory of all calls, and are limited by
 * themselves, so that a backlog of large messages leaves room for callers. Thread safe.
 */
final class BytesUnderWay {
  /** A claim asks for so much at once, and for less if there is not so much. */
  private static final long CLAIM_MAX = 4 << 20;

  private static final long CLAIM_MIN = 64 << 10;

  private final MemoryBudget memory;
  private final long max;
  private final AtomicLong used = new AtomicLong();

  /**
   * @param max how many bytes may be under way
   */
  BytesUnderWay(MemoryBudget memory, long max) {
    this.memory = memory;
    this.max = max;
  }

  /** Takes bytes for a claim, to be given back after it; 0 if there are none. */
  long reserve() {
    long wanted = Math.min(CLAIM_MAX, max - used.get());
    while (wanted >= Math.min(CLAIM_MIN, max) && wanted > 0) {
      if (memory.tryAdmit(wanted)) {
        return wanted;
      }
      wanted /= 4;
    }
    return 0;
  }

  /** The claim has ended; what it has brought is counted by itself. */
  void giveBack(long reserved) {
    memory.release(reserved);
  }

  void add(Message message) {
    long bytes = bytesOf(message);
    used.addAndGet(bytes);
    memory.take(bytes);
  }

  void remove(Message message) {
    long bytes = bytesOf(message);
    used.addAndGet(-bytes);
    memory.release(bytes);
  }

  /** Small ones are bounded well enough by their number. */
  private static long bytesOf(Message message) {
    int bytes = message.content().length;
    return bytes < MemoryBudget.SMALL ? 0 : bytes;
  }

  long used() {
    return used.get();
  }
}
