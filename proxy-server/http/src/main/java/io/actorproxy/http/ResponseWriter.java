package io.actorproxy.http;

import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.EncodingScratch;
import io.actorproxy.codec.Room;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.memory.Pieces;
import io.actorproxy.offload.Offload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes a response: head and body in one buffer, or in {@link Pieces} if the body is large. */
final class ResponseWriter {
  private static final int HEAD_BYTES = 256;
  private static final FastThreadLocal<EncodingScratch> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected EncodingScratch initialValue() {
          return new EncodingScratch();
        }
      };
  private static final String OK_LINE = "HTTP/1.1 200 OK\r\ncontent-type: ";
  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private ResponseWriter() {}

  /** The response that asks the client to send the body (RFC 9110, 10.1.1). */
  static ByteBuf continue100() {
    return CONTINUE.duplicate();
  }

  static Object write(
      ByteBufAllocator memory,
      DateLine date,
      String fields,
      RequestHead head,
      Response response,
      boolean close) {
    // Larger ones were compressed before, or are sent as they are.
    boolean isToCompress = Gzip.isWorth(head, response) && response.body().size() <= Offload.SMALL;
    boolean compressed = response.isGzip() || isToCompress;
    WireMessage body = isToCompress ? response.compressed(Room.UNLIMITED).body() : response.body();
    int size = body.size();
    boolean isLarge = size > Pieces.SIZE && !head.isHead();
    ByteBuf out = memory.directBuffer(HEAD_BYTES + (isLarge || head.isHead() ? 0 : size));
    writeStatus(out, response);
    out.writeBytes(date.now());
    ascii(out, "\r\ncontent-length: ");
    ascii(out, Integer.toString(size));
    if (compressed) {
      ascii(out, "\r\ncontent-encoding: gzip");
    }
    if (response.status() == HttpResponseStatus.METHOD_NOT_ALLOWED) {
      ascii(out, "\r\nallow: ");
      ascii(out, head.allowedMethods());
    }
    if (close) {
      ascii(out, "\r\nconnection: close");
    } else if (head.isHttp10()) {
      ascii(out, "\r\nconnection: keep-alive");
    }
    ascii(out, fields);
    ascii(out, "\r\n\r\n");
    if (isLarge) {
      return new Pieces(out, body.stream(), size);
    }
    if (!head.isHead()) {
      writeBody(out, body, size);
    }
    return out;
  }

  private static void writeStatus(ByteBuf out, Response response) {
    if (response.status() == HttpResponseStatus.OK) {
      ascii(out, OK_LINE);
    } else {
      ascii(out, "HTTP/1.1 " + response.status() + "\r\ncontent-type: ");
    }
    ascii(out, response.type());
  }

  private static void writeBody(ByteBuf out, WireMessage body, int size) {
    try {
      if (size <= EncodingScratch.MAX_BYTES) {
        out.writeBytes(SCRATCH.get().encode(body, size), 0, size);
        return;
      }
      out.ensureWritable(size);
      CodedOutputStream coded =
          CodedOutputStream.newInstance(out.nioBuffer(out.writerIndex(), size));
      body.writeTo(coded);
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    out.writerIndex(out.writerIndex() + size);
  }

  private static void ascii(ByteBuf out, String text) {
    ByteBufUtil.writeAscii(out, text);
  }
}
