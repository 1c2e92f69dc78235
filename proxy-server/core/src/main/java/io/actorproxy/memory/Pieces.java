package io.actorproxy.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A large message that is written piece by piece, as fast as the other side reads. Its body is read
 * from where it is, so of memory it takes a piece at a time.
 */
public final class Pieces implements ChunkedInput<ByteBuf> {
  /** Messages that are not larger are written at once. */
  public static final int SIZE = 64 << 10;

  private final ByteBuf head;
  private final InputStream body;
  private final long length;
  private long progress;
  private boolean isClosed;

  /**
   * @param head is released with the message
   * @param bodyBytes how many bytes the body has
   */
  public Pieces(ByteBuf head, InputStream body, int bodyBytes) {
    this.head = head;
    this.body = body;
    this.length = (long) head.readableBytes() + bodyBytes;
  }

  /** Writes a buffer or such a message and releases it; the order is kept. Does not flush. */
  public static ChannelFuture write(
      ChannelOutboundInvoker out, ChannelPipeline pipeline, Object message) {
    if (message instanceof Pieces && pipeline.get(ChunkedWriteHandler.class) == null) {
      pipeline.addFirst(new ChunkedWriteHandler());
    }
    return out.write(message);
  }

  @Override
  public boolean isEndOfInput() {
    return isClosed || progress == length;
  }

  /** Netty may close an input more than once. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      head.release();
    }
  }

  @Override
  @SuppressWarnings("deprecation") // The interface has it.
  public ByteBuf readChunk(ChannelHandlerContext ctx) throws IOException {
    return readChunk(ctx.alloc());
  }

  @Override
  public ByteBuf readChunk(ByteBufAllocator allocator) throws IOException {
    int size = (int) Math.min(SIZE, length - progress);
    ByteBuf piece = allocator.heapBuffer(size, size);
    try {
      piece.writeBytes(head, Math.min(size, head.readableBytes()));
      while (piece.isWritable()) {
        if (piece.writeBytes(body, piece.writableBytes()) < 0) {
          throw new EOFException("a message ends before its length");
        }
      }
    } catch (IOException | RuntimeException e) {
      piece.release();
      throw e;
    }
    progress += size;
    return piece;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public long progress() {
    return progress;
  }
}
