package io.actorproxy.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.TimeUnit;

/**
 * Tells when a listener has accepted all connections that wait, and closes it directly after that.
 * The operating system resets those that still wait when a listener is closed, and their clients
 * may have sent a request already.
 */
final class LastAccept extends ChannelInboundHandlerAdapter {
  /** If no client comes meanwhile, it is unlikely that one comes at the moment of the close. */
  private static final long WAIT_MILLIS = 50;

  /** How many connections are accepted at a time: so many that a listener can catch up. */
  static final int AT_A_TIME = 64;

  private volatile boolean isToClose;

  /** In this read; and since it was looked at. */
  private int accepted;

  private int acceptedLately;

  /** For any thread. */
  ChannelFuture closeSoon(Channel listener) {
    isToClose = true;
    var _ =
        listener.eventLoop().schedule(() -> listener.close(), WAIT_MILLIS, TimeUnit.MILLISECONDS);
    return listener.closeFuture();
  }

  /**
   * Completes when no connection was accepted for a moment. Of a listener that takes no more of
   * them, none waits then. For any thread.
   */
  Future<Void> whenCaughtUp(Channel listener) {
    Promise<Void> caughtUp = listener.eventLoop().newPromise();
    listener.eventLoop().execute(() -> lookAgain(listener, caughtUp));
    return caughtUp;
  }

  private void lookAgain(Channel listener, Promise<Void> caughtUp) {
    acceptedLately = 0;
    var _ =
        listener
            .eventLoop()
            .schedule(
                () -> {
                  if (acceptedLately == 0) {
                    caughtUp.setSuccess(null);
                  } else {
                    lookAgain(listener, caughtUp);
                  }
                },
                WAIT_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object connection) {
    accepted++;
    acceptedLately++;
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
