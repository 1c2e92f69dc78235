package io.actorproxy.host;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.HostReply;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Failure;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.memory.Pieces;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One connection to the host and the one call that is under way on it. */
final class HostConnection extends ChannelInboundHandlerAdapter {
  /**
   * A connection that was idle for less than this is not asked. The loop has polled its socket a
   * few milliseconds ago, and hosts that close what is idle wait for seconds; so the ask, a system
   * call for each call to the host, would find next to nothing.
   */
  private static final long ASKED_AFTER_IDLE_NANOS = MILLISECONDS.toNanos(20);

  /**
   * A reply that comes in pieces below this size is acknowledged at once: its host may wait for
   * that. Hosts that send a reply in one piece do not pay for it.
   */
  private static final int QUICK_ACK_BYTES = 16 << 10;

  /** Room for a byte that is not looked at, so all connections can share it. */
  private static final ByteBuffer PROBE = ByteBuffer.allocateDirect(1);

  private final HttpHostClient client;
  private final HostFailures failures;
  private final RequestEncoder encoder;
  private final ResponseParser parser;
  private final long maxIdleMillis;
  private final HostConfig config;
  private @Nullable ChannelHandlerContext context;
  private @Nullable HostCall call;
  private @Nullable ChannelFuture write;
  private boolean used;
  private boolean usedTwice;
  private boolean broken;
  private boolean closing;

  private final MemoryBudget memory;

  /** Memory that is taken for the reply that comes in. */
  private long taken;

  /** The answer waits for more; nothing is read meanwhile but {@code unread}. */
  private MemoryBudget.@Nullable Growth growth;

  private @Nullable ByteBuf unread;

  /** Since when it is idle, on the scale of the client's clock; kept here for the client. */
  long idleSinceNanos;

  HostConnection(
      HttpHostClient client,
      HostFailures failures,
      RequestEncoder encoder,
      HostConfig config,
      MemoryBudget memory) {
    this.memory = memory;
    this.client = client;
    this.failures = failures;
    this.encoder = encoder;
    this.parser = new ResponseParser(config.maxHeadBytes(), config.maxReplyBytes(), this::makeRoom);
    this.maxIdleMillis = config.maxIdleMillis();
    this.config = config;
  }

  /**
   * Whether the host has, as far as can be known, not closed the connection, which has been idle
   * for {@code idleNanos}. With epoll the socket itself is asked, by a read that finds nothing: the
   * loop may not yet have got to the end of input that lies there. Elsewhere only what the loop has
   * seen is known.
   */
  boolean isUsable(long idleNanos) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || closing || !ctx.channel().isActive()) {
      return false;
    }
    if (!(ctx.channel() instanceof EpollSocketChannel epoll)) {
      return true;
    }
    // A host that closes after each reply never gets as far as a second one.
    if (usedTwice && idleNanos < ASKED_AFTER_IDLE_NANOS && !client.isDistrusted()) {
      return true;
    }
    try {
      // Neither an end nor a byte may be there, because no request is open.
      return epoll.fd().read(PROBE, 0, 1) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it has carried a call before. */
  boolean isUsed() {
    return used;
  }

  /**
   * Sends {@code next}, which nothing else may be under way for.
   *
   * @return false if it may not be sent: then it is the client's again, as the connection is
   */
  boolean send(HostCall next) {
    ChannelHandlerContext ctx = requireNonNull(context, "not connected");
    Object message;
    try {
      message = encoder.encode(ctx.alloc(), next.request, next.format);
    } catch (IOException | RuntimeException e) {
      close();
      next.fail(failures.internal(e));
      return true;
    } catch (OutOfMemoryError e) {
      // Netty counts its buffers itself; the heap may be as empty as ever.
      close();
      next.fail(failures.noBuffers(e));
      return true;
    }
    // Only now: a large message takes its time to be encoded.
    if (!next.maySend()) {
      ReferenceCountUtil.release(message);
      return false;
    }
    parser.reset();
    call = next;
    next.waitsFor(this);
    client.startReplyTimeout(next);
    write(ctx, message, next);
    usedTwice = used;
    used = true;
    return true;
  }

  /** Closes it; bytes that still come in are dropped. */
  void close() {
    closing = true;
    if (context != null) {
      context.close();
    }
  }

  /** Closes it and fails the call under way, if there is one. */
  void abort(Failure failure) {
    HostCall aborted = detach();
    giveMemoryBack();
    close();
    if (aborted != null) {
      aborted.fail(failure);
    }
  }

  /** The answer did not come in time; a late one must not be taken for the next call's. */
  void onTimeout(HostCall late) {
    if (late == call) {
      if (growth != null) {
        abort(failures.noRoom(late.replyWithinMillis));
        return;
      }
      int bytes = late.request.size();
      client.onUnanswered(bytes);
      abort(failures.timeout(late.replyWithinMillis, bytes));
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    client.onConnected(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (unread != null) {
      unread = Unpooled.wrappedBuffer(unread, bytes);
      return;
    }
    try {
      takeIn(ctx, bytes);
    } finally {
      bytes.release();
    }
  }

  private void takeIn(ChannelHandlerContext ctx, ByteBuf bytes) {
    try {
      if (call == null) {
        // No request is open, so these bytes belong to no reply.
        outOfStep();
      } else {
        int count = bytes.readableBytes();
        if (parser.read(bytes)) {
          onReply(bytes.isReadable());
        } else if (growth != null) {
          unread = bytes.retain();
          ctx.channel().config().setAutoRead(false);
        } else if (count < QUICK_ACK_BYTES) {
          QuickAck.send(ctx.channel());
        }
      }
    } catch (BadReplyException e) {
      abort(failures.bad(e));
    }
  }

  /**
   * Takes memory for a reply of so many bytes in all, and as much again: its state is copied on the
   * way into the store. The host feels it when there is none.
   *
   * <p>One whose length is known keeps nothing while it waits, or those that wait could wait for
   * each other. One that grows keeps what it has; so it grows within what new work may take, and
   * when that is used up it waits for all it may ever take, for which there is the reserve.
   */
  private boolean makeRoom(int bytes, boolean isWhole) throws BadReplyException {
    long wanted = 2L * bytes;
    if (!memory.canEverGrow(wanted)) {
      throw BadReplyException.tooLargeForMemory(bytes);
    }
    ChannelHandlerContext ctx = requireNonNull(context, "not connected");
    if (wanted <= taken) {
      return true;
    }
    long more = wanted - taken;
    if (closing) {
      memory.take(more);
    } else if (isWhole && !memory.tryGrow(more)) {
      memory.release(taken);
      taken = 0;
      growth = memory.growLater(wanted, ctx.executor(), () -> onRoom(ctx, wanted));
      return false;
    } else if (!isWhole && !memory.tryExtend(more)) {
      long all = Math.max(wanted, Math.min(2L * config.maxReplyBytes(), memory.most()));
      growth = memory.growLater(all - taken, ctx.executor(), () -> onRoom(ctx, all));
      return false;
    }
    taken = wanted;
    return true;
  }

  private void onRoom(ChannelHandlerContext ctx, long granted) {
    taken = granted;
    readOn(ctx);
    if (growth == null) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void readOn(ChannelHandlerContext ctx) {
    growth = null;
    ByteBuf bytes = unread;
    unread = null;
    if (bytes != null) {
      try {
        takeIn(ctx, bytes);
      } finally {
        bytes.release();
      }
    }
  }

  /** The answer has been handed over, and its receiver counts it; or no call wants it any more. */
  private void giveMemoryBack() {
    if (growth != null) {
      growth.cancel();
      growth = null;
    }
    if (unread != null) {
      unread.release();
      unread = null;
    }
    if (taken > 0) {
      memory.release(taken);
      taken = 0;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closing = true;
    if (growth != null) {
      // What has come in is all there will be, so it is taken whatever the limit.
      growth.cancel();
      readOn(ctx);
    }
    client.onDisconnected(this);
    if (call != null && isWritten() && !broken && parser.hasBegun() && parser.endOfInput()) {
      onReply(false);
    } else {
      abort(parser.hasBegun() ? failures.closedInTheMiddle() : failures.closedWithoutReply());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken = true;
    if (cause instanceof IOException) {
      close();
    } else {
      abort(failures.internal(cause));
    }
  }

  /**
   * Writes the request. What fails before a byte has left has certainly not been seen by the host,
   * so the call goes back to the client, which may send it on another connection; whatever fails
   * later closes the channel, and its call may have run.
   */
  private void write(ChannelHandlerContext ctx, Object message, HostCall sent) {
    ReferenceCountUtil.retain(message);
    try {
      ChannelFuture written = Pieces.write(ctx, ctx.pipeline(), message);
      ctx.flush();
      write = written;
      boolean failedAtOnce = written.isDone() && !written.isSuccess();
      if (failedAtOnce && !hasBegun(message) && call == sent) {
        detach();
        close();
        client.onNotSent(this, sent);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private static boolean hasBegun(Object message) {
    return message instanceof Pieces pieces
        ? pieces.progress() > 0
        : ((ByteBuf) message).readerIndex() > 0;
  }

  private void onReply(boolean moreBytes) {
    HostCall answered = requireNonNull(detach(), "a reply without a call");
    int status = parser.status();
    boolean isGzip = parser.isGzip();
    ByteString body = parser.takeBody();
    ActorId actor = answered.actor();
    boolean isOfAnother =
        status == 200 && !isGzip && actor != null && !HostReply.mayBeOf(actor, body);
    if (isOfAnother || moreBytes) {
      outOfStep();
    } else {
      giveBack();
    }
    if (isOfAnother) {
      answered.fail(failures.otherActor());
    } else if (isGzip) {
      client.inflate(answered, status, body);
    } else {
      client.finish(answered, status, body);
    }
    giveMemoryBack();
  }

  /**
   * Comes before the callee is told, who may call again at once. A host that replies before it has
   * read the whole request, or closes sooner than we do, is not asked twice on the same connection.
   */
  private void giveBack() {
    if (isWritten() && !closing && parser.keepAliveMillis() > maxIdleMillis) {
      client.onIdle(this);
    } else {
      close();
    }
  }

  /** The host has sent what no request was for. */
  private void outOfStep() {
    client.distrust();
    close();
  }

  private boolean isWritten() {
    return write != null && write.isSuccess();
  }

  private @Nullable HostCall detach() {
    HostCall detached = call;
    call = null;
    return detached;
  }
}
