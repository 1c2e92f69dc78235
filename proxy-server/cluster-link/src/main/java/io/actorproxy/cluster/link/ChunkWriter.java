package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.WireMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Packs messages into chunks: as many small ones as there are into one, a large one into several,
 * from where its bytes are. A message is its length in four bytes, its type in one, and its
 * content.
 */
final class ChunkWriter {
  /** The messages to be sent. */
  interface Source {
    /** The next message, or null; the same question may have another answer later. */
    @Nullable LinkMessage peek();

    /** The message that was peeked at is sent now. */
    void take(LinkMessage message);
  }

  static final int HEAD_BYTES = 5;

  private final byte[] array = new byte[Chunk.BYTES];
  private ByteString rest = ByteString.EMPTY;

  /** Whether a message is sent in part. */
  boolean isWithin() {
    return !rest.isEmpty();
  }

  /**
   * The next chunk, to be drained before this is called again; null if there is nothing to send.
   */
  @Nullable Chunk next(Source source) {
    ByteString first = takeRest(Chunk.BYTES);
    int count = 0;
    ByteString last = ByteString.EMPTY;
    while (rest.isEmpty() && last.isEmpty()) {
      LinkMessage message = source.peek();
      if (message == null) {
        break;
      }
      int room = Chunk.BYTES - first.size() - count;
      int size = message.size();
      if (HEAD_BYTES + size <= room) {
        count += write(message, size, count);
      } else if (HEAD_BYTES + size > Chunk.BYTES) {
        rest = large(message, size);
        last = takeRest(room);
      } else {
        break;
      }
      source.take(message);
    }
    Chunk chunk = new Chunk(first, array, count, last);
    return chunk.available() == 0 ? null : chunk;
  }

  private ByteString takeRest(int most) {
    int size = Math.min(most, rest.size());
    ByteString part = rest.substring(0, size);
    rest = rest.substring(size);
    return part;
  }

  private int write(LinkMessage message, int size, int at) {
    CodedOutputStream out = CodedOutputStream.newInstance(array, at, HEAD_BYTES + size);
    try {
      out.writeFixed32NoTag(size);
      out.write((byte) message.type());
      message.writeTo(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("the size of a message is wrong", e);
    }
    return HEAD_BYTES + size;
  }

  private static ByteString large(LinkMessage message, int size) {
    return new WireMessage() {
      @Override
      public int size() {
        return HEAD_BYTES + size;
      }

      @Override
      public void writeTo(CodedOutputStream out) throws IOException {
        out.writeFixed32NoTag(size);
        out.write((byte) message.type());
        message.writeTo(out);
      }
    }.toRope();
  }
}
