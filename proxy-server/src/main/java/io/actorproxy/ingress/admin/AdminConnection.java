package io.actorproxy.ingress.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.ingress.admin.AdminApi.Answer;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection, which is one request and its answer. Used by its loop only. */
final class AdminConnection extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger LOG = LoggerFactory.getLogger(AdminConnection.class);

  private final AdminServer server;
  private @Nullable HttpRequest request;
  private @Nullable ScheduledFuture<?> timeout;
  private boolean isTaken;

  AdminConnection(AdminServer server) {
    this.server = server;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    closeAfterTimeout(context);
  }

  /** Bodies are dropped: everything that there is to say stands in the request line. */
  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (isTaken) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      refuse(
          context,
          ErrorCode.INVALID_REQUEST,
          "this is not HTTP, or too long: " + part.decoderResult().cause().getMessage());
      return;
    }
    if (part instanceof HttpRequest head) {
      request = head;
    }
    if (!(part instanceof LastHttpContent) || request == null) {
      return;
    }
    if (server.begin(context.channel())) {
      isTaken = true;
      carryOut(context, request);
    } else {
      refuse(
          context,
          ErrorCode.OVERLOADED,
          "as many requests are being carried out as PROXY_ADMIN_MAX_CONNECTIONS allows; ask again"
              + " later");
    }
  }

  private void carryOut(ChannelHandlerContext context, HttpRequest asked) {
    stopTimeout();
    String from = String.valueOf(context.channel().remoteAddress());
    Thread.ofVirtual()
        .name("admin")
        .start(
            () -> {
              try {
                Answer answer = server.answer(asked, from);
                context
                    .executor()
                    .execute(() -> send(context, answer, ChannelFutureListener.CLOSE));
              } catch (RejectedExecutionException e) {
                LOG.debug("Expected to answer {}, but the event loop has ended", from, e);
              } finally {
                server.end();
              }
            });
  }

  /** What the client still sends is read: a connection closed before that loses the answer. */
  private void refuse(ChannelHandlerContext context, ErrorCode code, String message) {
    isTaken = true;
    send(
        context,
        Answer.of(new Failure(code, message)),
        _ -> ((DuplexChannel) context.channel()).shutdownOutput());
  }

  private void send(
      ChannelHandlerContext context, Answer answer, ChannelFutureListener afterwards) {
    ByteBuf body = Unpooled.wrappedBuffer((answer.body() + "\n").getBytes(UTF_8));
    boolean isHead = request != null && request.method().equals(HttpMethod.HEAD);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, answer.status(), isHead ? Unpooled.EMPTY_BUFFER : body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.CONNECTION, "close");
    if (!answer.allow().isEmpty()) {
      response.headers().set(HttpHeaderNames.ALLOW, String.join(", ", answer.allow()));
    }
    closeAfterTimeout(context);
    context.writeAndFlush(response).addListener(afterwards);
  }

  private void closeAfterTimeout(ChannelHandlerContext context) {
    stopTimeout();
    timeout =
        context
            .executor()
            .schedule(
                () -> context.close(), server.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stopTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopTimeout();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
