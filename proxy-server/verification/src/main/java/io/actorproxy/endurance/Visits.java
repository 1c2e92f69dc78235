package io.actorproxy.endurance;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A state: the numbers of the calls that an actor has run, in their order, and then zeros up to the
 * size that all states have.
 *
 * @param calls the numbers, none of them 0
 */
@SuppressWarnings("ArrayRecordComponent") // The only reader does not change it.
record Visits(long[] calls) {

  /** Reads what {@link #toBytes} has written, or an absent state. */
  static Visits of(ByteBuffer bytes) {
    long[] read = new long[bytes.remaining() / Long.BYTES];
    int count = 0;
    for (long next = 1; next != 0 && bytes.remaining() >= Long.BYTES; ) {
      next = bytes.getLong();
      if (next != 0) {
        read[count++] = next;
      }
    }
    return new Visits(Arrays.copyOf(read, count));
  }

  Visits with(long call) {
    long[] more = Arrays.copyOf(calls, calls.length + 1);
    more[calls.length] = call;
    return new Visits(more);
  }

  byte[] toBytes(int size) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.max(size, calls.length * Long.BYTES));
    for (long call : calls) {
      bytes.putLong(call);
    }
    return bytes.array();
  }
}
