package io.actorproxy.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.EncodingScratch;
import io.actorproxy.codec.HostFormat;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.memory.Pieces;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;

/**
 * Writes a call as HTTP/1.1. Spawn protocol: the headers are exactly these four, and head and body
 * leave in one write, because the Node SDK takes each socket read for one whole request. Belongs to
 * one event loop.
 */
final class RequestEncoder {
  private static final int MAX_DIGITS = 10;

  private final byte[] beforeLength;
  private final byte[] beforeLengthOfJson;
  private final byte[] afterLength = "\r\nconnection: keep-alive\r\n\r\n".getBytes(US_ASCII);
  private final EncodingScratch scratch = new EncodingScratch();

  /** For the host {@code authority}, {@code name:port}. */
  RequestEncoder(String authority) {
    this.beforeLength = head(authority, "application/octet-stream");
    this.beforeLengthOfJson = head(authority, "application/json");
  }

  private static byte[] head(String authority, String contentType) {
    String head =
        "POST /api/v1/actors/actions HTTP/1.1\r\nhost: "
            + authority
            + "\r\ncontent-type: "
            + contentType
            + "\r\ncontent-length: ";
    return head.getBytes(US_ASCII);
  }

  /**
   * The whole request in one buffer, or in {@link Pieces} if it is large. Belongs to the caller.
   *
   * @throws IOException if the message is not of the size that it tells
   */
  Object encode(ByteBufAllocator allocator, WireMessage message, HostFormat format)
      throws IOException {
    byte[] head = format == HostFormat.JSON ? beforeLengthOfJson : beforeLength;
    int size = message.size();
    boolean isLarge = size > Pieces.SIZE;
    int headSize = head.length + MAX_DIGITS + afterLength.length;
    ByteBuf bytes = allocator.directBuffer(isLarge ? headSize : headSize + size);
    try {
      bytes.writeBytes(head);
      writeDecimal(bytes, size);
      bytes.writeBytes(afterLength);
      if (isLarge) {
        return new Pieces(bytes, message.stream(), size);
      }
      writeMessage(bytes, message, size);
      return bytes;
    } catch (IOException | RuntimeException e) {
      bytes.release();
      throw e;
    }
  }

  private void writeMessage(ByteBuf bytes, WireMessage message, int size) throws IOException {
    if (size <= EncodingScratch.MAX_BYTES) {
      bytes.writeBytes(scratch.encode(message, size), 0, size);
      return;
    }
    int start = bytes.writerIndex();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes.internalNioBuffer(start, size));
    message.writeTo(out);
    EncodingScratch.requireFull(out, size);
    out.flush();
    bytes.writerIndex(start + size);
  }

  private static void writeDecimal(ByteBuf bytes, int number) {
    int scale = 1;
    while (number / scale >= 10) {
      scale *= 10;
    }
    for (; scale > 0; scale /= 10) {
      bytes.writeByte('0' + number / scale % 10);
    }
  }
}
