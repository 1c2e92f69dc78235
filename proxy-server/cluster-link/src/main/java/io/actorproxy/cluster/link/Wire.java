package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.loops.Partition;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * One stream of chunks in both directions, as the side that dialed or accepted it sees it. Belongs
 * to one event loop.
 */
abstract class Wire {
  /** Uses a stream, on its loop. Another one may follow it. */
  interface Receiver {
    /** As {@link MessageSplitter.Sink#limit}. */
    int limit(int type);

    void onMessage(int type, ByteString content) throws MalformedMessageException;

    /** Bytes have come, of which a message may be complete. */
    default void onChunk() {}

    /** Chunks may be sent again. */
    default void onReady() {}

    /** The other side sends no more. */
    void onFinished();

    /**
     * The stream has ended. Called once, by whichever side ended it.
     *
     * @param failure null if both sides have finished
     */
    void onClosed(@Nullable String failure);
  }

  private final Partition partition;
  private final MessageSplitter splitter = new MessageSplitter();
  private final MessageSplitter.Sink sink =
      new MessageSplitter.Sink() {
        @Override
        public int limit(int type) {
          return receiver.limit(type);
        }

        @Override
        public void onMessage(int type, ByteString content) {
          try {
            receiver.onMessage(type, content);
          } catch (MalformedMessageException e) {
            abort("it sent what is no message: " + e.getMessage());
          }
        }

        @Override
        public boolean isDone() {
          return isClosed;
        }
      };
  private Receiver receiver;
  private boolean isClosed;

  Wire(Partition partition, Receiver receiver) {
    this.partition = partition;
    this.receiver = receiver;
  }

  Partition partition() {
    return partition;
  }

  /** What comes from now on is this one's. */
  void setReceiver(Receiver next) {
    receiver = next;
  }

  boolean isClosed() {
    return isClosed;
  }

  /** Whether a chunk may be sent: little waits to be written. */
  abstract boolean isReady();

  /** Sends a chunk; drains it before it returns. */
  abstract void send(Chunk chunk);

  /** Sends a single message at once, of one of the first that are sent. */
  void send(LinkMessage message) {
    if (!isClosed) {
      Chunk chunk = new ChunkWriter().next(new OneMessage(message));
      if (chunk != null) {
        send(chunk);
      }
    }
  }

  /** Sends no more; the stream ends when the other side has finished, too. */
  abstract void finish();

  /** Ends the stream at once, both ways. */
  void abort(String reason) {
    if (!isClosed) {
      isClosed = true;
      close(reason);
      receiver.onClosed(reason);
    }
  }

  /** Closes the stream below. */
  abstract void close(String reason);

  // --- what comes

  void onChunk(InputStream chunk) {
    if (isClosed) {
      return;
    }
    try {
      receiver.onChunk();
      splitter.read(chunk, sink);
    } catch (MalformedMessageException | IOException e) {
      abort("it sent what is no message: " + e.getMessage());
    } catch (RuntimeException e) {
      abort("this member has a defect: " + e);
    }
  }

  void onReady() {
    if (!isClosed) {
      receiver.onReady();
    }
  }

  void onFinished() {
    if (!isClosed) {
      receiver.onFinished();
    }
  }

  void onClosed(@Nullable String failure) {
    if (!isClosed) {
      isClosed = true;
      receiver.onClosed(failure);
    }
  }

  private static final class OneMessage implements ChunkWriter.Source {
    private @Nullable LinkMessage message;

    OneMessage(LinkMessage message) {
      this.message = message;
    }

    @Override
    public @Nullable LinkMessage peek() {
      return message;
    }

    @Override
    public void take(LinkMessage taken) {
      message = null;
    }
  }
}
