package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.actorproxy.codec.MalformedMessageException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Finds the messages in the chunks of a link. Each is copied once, into an array of its size, which
 * is made only if the length is allowed.
 */
final class MessageSplitter {
  /** Takes the messages. */
  interface Sink {
    /** The most bytes that a message of this type may have; 0 to skip it, whatever its length. */
    int limit(int type);

    void onMessage(int type, ByteString content);

    /** Whether no more is to be read: what follows is dropped. */
    boolean isDone();
  }

  private static final byte[] NOTHING = {};

  private final byte[] head = new byte[ChunkWriter.HEAD_BYTES];
  private int headBytes;
  private byte[] content = NOTHING;
  private int contentBytes;
  private long toSkip;

  /**
   * Reads a chunk to its end.
   *
   * @throws MalformedMessageException if a message is longer than allowed
   */
  void read(InputStream chunk, Sink sink) throws IOException, MalformedMessageException {
    while (!sink.isDone()) {
      if (toSkip > 0) {
        long skipped = chunk.skip(toSkip);
        if (skipped == 0) {
          return;
        }
        toSkip -= skipped;
      } else if (headBytes < head.length) {
        int read = chunk.readNBytes(head, headBytes, head.length - headBytes);
        if (read == 0) {
          return;
        }
        headBytes += read;
        if (headBytes == head.length) {
          begin(sink);
        }
      } else {
        contentBytes += chunk.readNBytes(content, contentBytes, content.length - contentBytes);
        if (contentBytes < content.length) {
          return;
        }
        end(sink);
      }
    }
  }

  private void begin(Sink sink) throws MalformedMessageException {
    long length =
        head[0] & 0xff | (head[1] & 0xff) << 8 | (head[2] & 0xff) << 16 | (head[3] & 0xffL) << 24;
    int type = head[4] & 0xff;
    int limit = sink.limit(type);
    if (limit == 0) {
      toSkip = length;
      headBytes = 0;
    } else if (length > limit) {
      throw new MalformedMessageException(
          "A message of type %d has %d bytes, more than %d".formatted(type, length, limit));
    } else {
      content = length == 0 ? NOTHING : new byte[(int) length];
      contentBytes = 0;
    }
  }

  private void end(Sink sink) {
    ByteString message = UnsafeByteOperations.unsafeWrap(content);
    content = NOTHING;
    headBytes = 0;
    sink.onMessage(head[4] & 0xff, message);
  }
}
