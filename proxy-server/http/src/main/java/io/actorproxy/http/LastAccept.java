package io.actorproxy.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Closes a listener directly after it has accepted all connections that wait. The operating system
 * resets those that still wait when a listener is closed, and their clients may have sent a request
 * already.
 */
final class LastAccept extends ChannelInboundHandlerAdapter {
  /** If no client comes meanwhile, it is unlikely that one comes at the moment of the close. */
  private static final long WAIT_MILLIS = 50;

  /** How many connections are accepted at a time: so many that a listener can catch up. */
  static final int AT_A_TIME = 64;

  private volatile boolean isToClose;
  private int accepted;

  /** For any thread. */
  ChannelFuture closeSoon(Channel listener) {
    isToClose = true;
    var _ =
        listener.eventLoop().schedule(() -> listener.close(), WAIT_MILLIS, TimeUnit.MILLISECONDS);
    return listener.closeFuture();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object connection) {
    accepted++;
    ctx.fireChannelRead(connection);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    boolean isCaughtUp = accepted < AT_A_TIME;
    accepted = 0;
    if (isToClose && isCaughtUp) {
      ctx.close();
    }
    ctx.fireChannelReadComplete();
  }
}
