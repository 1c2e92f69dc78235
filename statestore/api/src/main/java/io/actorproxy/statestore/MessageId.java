package io.actorproxy.statestore;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The name of one {@link Message}, unique for all time: 128 bits. Stays the same however often the
 * message is delivered, so that its receiver can detect duplicates.
 */
public record MessageId(long high, long low) {

  /** How many bytes {@link #toBytes} returns. */
  public static final int BYTES = 16;

  private static final int COUNTER_BITS = 20;

  /**
   * A new id. It sorts after those of earlier milliseconds, and of the same one with smaller
   * counters, so that messages that are due at the same time keep their order.
   */
  public static MessageId ordered(long millis, int counter, RandomGenerator random) {
    return new MessageId(
        (millis << COUNTER_BITS) | (counter & ((1 << COUNTER_BITS) - 1)), random.nextLong());
  }

  /** A new id, in no order. */
  public static MessageId random(RandomGenerator random) {
    return new MessageId(random.nextLong(), random.nextLong());
  }

  /**
   * The id that these bytes stand for.
   *
   * @throws IllegalArgumentException if there are not {@value #BYTES} of them
   */
  public static MessageId of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "Expected a message id of %d bytes, but got %d".formatted(BYTES, bytes.length));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new MessageId(buffer.getLong(), buffer.getLong());
  }

  /**
   * The id that {@link #toString} printed.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  public static MessageId parse(String text) {
    return of(HexFormat.of().parseHex(text));
  }

  /** The id as {@value #BYTES} bytes, the most significant first. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
