package io.actorproxy.cluster.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection whose member is not known yet. What it sends is counted as it comes, before TLS and
 * HTTP/2 make anything of it.
 */
final class Stranger extends ChannelInboundHandlerAdapter {
  private final InetSocketAddress remote;
  private final int mostBytes;
  private final Runnable leavePlace;
  private final RareWarnings warnings;
  private final AtomicBoolean isOver = new AtomicBoolean();
  private int bytes;

  /**
   * @param mostBytes how many may come before it is known
   * @param leavePlace gives the place back; called once, on any thread
   */
  Stranger(InetSocketAddress remote, int mostBytes, Runnable leavePlace, RareWarnings warnings) {
    this.remote = remote;
    this.mostBytes = mostBytes;
    this.leavePlace = leavePlace;
    this.warnings = warnings;
  }

  /** It has proven that it is a member. */
  void onKnown() {
    if (isOver.compareAndSet(false, true)) {
      leavePlace.run();
    }
  }

  /** It may not be open any more unless it is known. */
  void onTimeOver(Channel connection) {
    if (isOver.compareAndSet(false, true)) {
      leavePlace.run();
      ChannelHandlerContext own = connection.pipeline().context(this);
      if (connection.isOpen() && own != null) {
        warnings.warn(RareWarnings.Kind.TIME, remote);
        // Not the channel, which HTTP/2 would close with a last word, for which it waits.
        own.close();
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (isOver.get()) {
      context.pipeline().remove(this);
    } else {
      bytes += ((ByteBuf) message).readableBytes();
      if (bytes > mostBytes) {
        ReferenceCountUtil.release(message);
        if (context.channel().isOpen()) {
          warnings.warn(RareWarnings.Kind.BYTES, remote);
          context.close();
        }
        return;
      }
    }
    context.fireChannelRead(message);
  }
}
