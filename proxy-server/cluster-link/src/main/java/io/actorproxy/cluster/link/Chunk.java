package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A piece of the bytes of a link, which is one message to gRPC: it begins and ends anywhere in the
 * link's messages. gRPC drains it where it is sent, so that its array can be used again.
 */
final class Chunk extends InputStream implements KnownLength, Drainable {
  /** The most bytes that one has. */
  static final int BYTES = 64 << 10;

  private ByteString first;
  private final byte[] array;
  private final int count;
  private ByteString last;

  /**
   * @param first what comes before the array
   * @param last what comes after the first {@code count} bytes of the array
   */
  Chunk(ByteString first, byte[] array, int count, ByteString last) {
    this.first = first;
    this.array = array;
    this.count = count;
    this.last = last;
  }

  @Override
  public int available() {
    return first.size() + count + last.size();
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int size = available();
    first.writeTo(target);
    target.write(array, 0, count);
    last.writeTo(target);
    first = ByteString.EMPTY;
    last = ByteString.EMPTY;
    return size;
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException("a chunk is drained");
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    throw new UnsupportedOperationException("a chunk is drained");
  }
}
