package io.actorproxy.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.stream.ChunkedWriteHandler;

/**
 * A large message that is written piece by piece, as fast as the other side reads. The message lies
 * in the heap; of the network's buffers, which are few, it takes a piece at a time.
 */
public final class Pieces implements ChunkedInput<ByteBuf> {
  /** Messages that are not larger are written at once. */
  public static final int SIZE = 64 << 10;

  private final ByteBuf whole;
  private final int length;
  private boolean isClosed;

  private Pieces(ByteBuf whole) {
    this.whole = whole;
    this.length = whole.readableBytes();
  }

  /** Where a message of so many bytes belongs before {@link #write} gets it. */
  public static ByteBuf bufferFor(ByteBufAllocator allocator, int bytes) {
    return bytes > SIZE ? allocator.heapBuffer(bytes) : allocator.directBuffer(bytes);
  }

  /** Writes a message and releases it; the order of writes is kept. Does not flush. */
  public static ChannelFuture write(
      ChannelOutboundInvoker out, ChannelPipeline pipeline, ByteBuf message) {
    if (message.readableBytes() <= SIZE) {
      return out.write(message);
    }
    if (pipeline.get(ChunkedWriteHandler.class) == null) {
      pipeline.addFirst(new ChunkedWriteHandler());
    }
    return out.write(new Pieces(message));
  }

  @Override
  public boolean isEndOfInput() {
    return isClosed || !whole.isReadable();
  }

  /** Netty may close an input more than once. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      whole.release();
    }
  }

  @Override
  @SuppressWarnings("deprecation") // The interface has it.
  public ByteBuf readChunk(ChannelHandlerContext ctx) {
    return readChunk(ctx.alloc());
  }

  @Override
  public ByteBuf readChunk(ByteBufAllocator allocator) {
    return whole.readRetainedSlice(Math.min(SIZE, whole.readableBytes()));
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public long progress() {
    return whole.readerIndex();
  }
}
