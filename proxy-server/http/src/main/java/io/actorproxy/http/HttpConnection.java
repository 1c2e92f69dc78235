package io.actorproxy.http;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Principal;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.Pieces;
import io.actorproxy.offload.Offload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: puts requests together, hands them on, and sends the responses in the
 * order of the requests. Everything here happens on the connection's event loop.
 */
final class HttpConnection<H extends RequestHead> extends ChannelInboundHandlerAdapter
    implements RequestDecoder.Gate, ConnectionClock.Owner {
  /** Goes through the pipeline when the front door stops. */
  enum Drain {
    SIGNAL
  }

  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  /**
   * How long a client has to read why it was cut off in the middle of a request, or on a connection
   * without a place.
   */
  private static final long LINGER_MILLIS = 1000;

  /** How long a connection without a place may take to say that it is for a probe. */
  private static final long EXTRA_MILLIS = 1000;

  /**
   * How long a client that may ask again is waited for when the server stops. The next request may
   * be on its way, and closing the connection under it would reset it.
   */
  private static final long LAST_REQUEST_MILLIS = 200;

  /**
   * How long connections that wait are kept for clients that still use others. A client that keeps
   * several takes one of them for its next request, whichever it is: one that is closed while
   * clients ask may be closed under a request.
   */
  private static final long KEPT_MILLIS = 2_000;

  private final ServerContext<H> server;
  private final DuplexChannel channel;
  private final EventLoop loop;
  private final RequestDecoder decoder;
  private final ConnectionClock clock;
  private final ResponseQueue<H> queue = new ResponseQueue<>();
  private final RequestBody body;

  private final Place place;

  /** Made once, for it is added to every response. */
  private final ChannelFutureListener onSent = _ -> onSent();

  /** Who the client is; known from the first request on, and the same for all. */
  private @Nullable Principal principal;

  /** The request whose body is being received. */
  private @Nullable Exchange<H> current;

  /** A read is being worked through; what is written meanwhile is flushed once, at its end. */
  private boolean isReading;

  /** A large body is being read elsewhere; no other request begins, for they keep their order. */
  private boolean isDecoding;

  /** There are more connections than there may be, so this one is for one probe. */
  private boolean isExtra;

  /** Nothing that still arrives matters. */
  private boolean isDeaf;

  /** How many responses are not written to their end, for the client reads slowly. */
  private int unsent;

  /** The client has said that it sends no more. */
  private boolean isInputOver;

  /** The connection's last response is written. */
  private boolean isOver;

  private boolean hasAnswered;

  /** When the front door stopped, as far as it has. */
  private long drainNanos;

  HttpConnection(ServerContext<H> server, DuplexChannel channel) {
    this.server = server;
    this.channel = channel;
    this.loop = channel.eventLoop();
    this.place = new Place(server.time(), this::onPlaceLost);
    this.decoder = new RequestDecoder(server.limits(), this);
    this.clock = new ConnectionClock(server.limits(), server.time(), this);
    this.body = new RequestBody(server.admission(), server.limits());
  }

  /** Takes the channel over. */
  void install() {
    channel.pipeline().addLast(decoder, this);
  }

  // --- events

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    isExtra = !server.admission().enter(place);
    if (server.admission().isFlooded()) {
      channel.close();
      return;
    }
    clock.start(loop);
    updatePlace();
    if (isExtra) {
      loop.schedule(this::endExtra, EXTRA_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** A connection without a place is not kept waiting for its request. */
  private void endExtra() {
    if (isExtra && !isOver && !isAtWork()) {
      abort(ErrorCode.OVERLOADED, server.rules().tooManyConnections());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    isReading = true;
    try {
      if (!isDeaf && message instanceof HttpRequest request) {
        onHead(request);
      }
      if (!isDeaf && message instanceof HttpContent content) {
        onContent(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    isReading = false;
    channel.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    resumeSoon();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      onInputOver();
    } else if (event == Drain.SIGNAL) {
      drainNanos = server.time().nanoTime();
      endWhenQuiet();
    }
  }

  /** One with a request ends with its response. */
  private void endWhenQuiet() {
    if (isOver || !isDone()) {
      return;
    }
    long left = LAST_REQUEST_MILLIS - TimeUnit.NANOSECONDS.toMillis(quietNanos());
    // The loop may not have come to read the next request yet.
    if (left > 0 || Transport.hasUnread(channel)) {
      loop.schedule(this::endWhenQuiet, Math.max(1, left), TimeUnit.MILLISECONDS);
    } else {
      finish(false);
    }
  }

  /** How long the client has not used this connection, nor others that it may have kept. */
  private long quietNanos() {
    long now = server.time().nanoTime();
    long waited = now - clock.waitingSince();
    return hasAnswered && now - drainNanos < TimeUnit.MILLISECONDS.toNanos(KEPT_MILLIS)
        ? Math.min(waited, server.admission().keptQuietNanos())
        : waited;
  }

  /** The client sends no more; it may still wait for responses, and gets them. */
  private void onInputOver() {
    isInputOver = true;
    clock.onRequestComplete();
    if (isOver) {
      closeIfSent();
    } else if (current != null && queue.size() > 1) {
      abort(ErrorCode.INVALID_REQUEST, "the connection ended in the middle of the request");
    } else if (current != null || queue.isEmpty()) {
      body.clear();
      finish(false);
    }
    isDeaf = true;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    clock.stop();
    body.clear();
    queue.abandon();
    isDeaf = true;
    isOver = true;
    server.admission().leave(place);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      LOG.warn("Expected a buffer to read into, so a connection is closed: {}", cause.getMessage());
    } else if (!(cause instanceof IOException || cause instanceof UncheckedIOException)) {
      LOG.error("closing the connection of {} after a defect", channel.remoteAddress(), cause);
    }
    channel.close();
  }

  // --- requests

  private void onHead(HttpRequest request) {
    if (principal == null) {
      principal = server.security().principalOf(channel);
    }
    boolean readable = request.decoderResult().isSuccess();
    H head = server.handler().read(request);
    Exchange<H> exchange = new Exchange<>(this, loop, head);
    queue.add(exchange);
    current = exchange;
    isExtra = isExtra && !server.admission().hasPlace();
    updatePlace();
    Refusal refusal = server.rules().check(request);
    if (refusal == null) {
      refusal = server.handler().check(request, head);
    }
    if (isExtra) {
      refusal = server.rules().checkExtra(head, refusal);
      exchange.endConnection();
    }
    boolean expectsContinue = readable && HttpUtil.is100ContinueExpected(request);
    if (refusal == null) {
      if (expectsContinue) {
        exchange.awaitContinue();
        sendReady();
      }
    } else if (refusal.isFatal() || expectsContinue) {
      // A client that waits for permission will not send the body after a refusal, or perhaps it
      // will: the proxy cannot know where the next request would begin.
      cutOff(exchange, refusal.status(), refusal.failure());
    } else {
      exchange.refuse(refusal.status(), refusal.failure());
      body.discard();
    }
  }

  private void onContent(HttpContent content) {
    Exchange<H> exchange = requireNonNull(current, "a body without a request");
    if (content.decoderResult().isFailure()) {
      Refusal refusal = server.rules().unreadableChunks(content.decoderResult().cause());
      cutOff(exchange, refusal.status(), refusal.failure());
      return;
    }
    try {
      exchange.forgetContinue();
      boolean isLast = content instanceof LastHttpContent;
      body.append(content.content(), isLast);
      if (isLast) {
        onRequest(exchange);
      }
    } catch (FailureException e) {
      cutOff(exchange, HttpStatusMapper.statusOf(e.failure().code()), e.failure());
    }
  }

  private void onRequest(Exchange<H> exchange) {
    ByteString bytes = body.take(exchange);
    current = null;
    clock.onRequestComplete();
    isDeaf = exchange.isLast();
    updatePlace();
    if (exchange.isRefused()) {
      exchange.release();
      sendReady();
    } else {
      server.handler().handle(exchange, bytes);
    }
  }

  /** Answers a request that cannot be read to its end; nothing after it counts. */
  private void cutOff(Exchange<H> exchange, HttpResponseStatus status, Failure failure) {
    exchange.refuseAndClose(status, failure);
    body.clear();
    clock.onRequestComplete();
    isDeaf = true;
    sendReady();
  }

  /** Ends the connection with a reason that belongs to no request. */
  private void abort(ErrorCode code, String reason) {
    Exchange<H> exchange = current;
    if (exchange == null) {
      exchange = new Exchange<>(this, loop, server.handler().unreadable());
      queue.add(exchange);
      current = exchange;
    }
    cutOff(exchange, HttpStatusMapper.statusOf(code), new Failure(code, reason));
  }

  // --- responses

  /** An exchange has its response. */
  void onResponse() {
    if (!isOver) {
      sendReady();
      resumeSoon();
    }
  }

  private void sendReady() {
    for (Exchange<H> next = queue.takeReady(); next != null; next = queue.takeReady()) {
      boolean isLast =
          next.isLast() || isDone() && (isInputOver || server.admission().isDraining());
      send(next, isLast);
      if (isLast) {
        finish(next == current);
        return;
      }
    }
    Exchange<H> head = queue.head();
    if (head != null && head.takeContinue()) {
      channel.write(ResponseWriter.continue100());
    }
    flush();
  }

  private void send(Exchange<H> exchange, boolean isLast) {
    Response response =
        requireNonNull(exchange.readyResponse(), "an exchange without its response");
    Object message;
    try {
      message =
          ResponseWriter.write(
              channel.alloc(),
              server.date(),
              server.handler().fields(),
              exchange.head(),
              response,
              isLast);
    } catch (OutOfMemoryError e) {
      // Netty counts its buffers itself; the heap may be as empty as ever.
      LOG.warn("Expected a buffer for a response, so the connection is closed: {}", e.getMessage());
      exchange.releaseMemory();
      channel.close();
      return;
    }
    unsent++;
    hasAnswered = true;
    ChannelFuture written = Pieces.write(channel, channel.pipeline(), message);
    written.addListener(onSent);
    if (exchange.holdsMemory()) {
      written.addListener(_ -> exchange.releaseMemory());
    }
    if (response.status().code() < HttpResponseStatus.BAD_REQUEST.code()) {
      place.setServed();
    }
    updatePlace();
  }

  /** A response is written to its end, or will never be. */
  private void onSent() {
    clock.onResponse();
    if (--unsent == 0) {
      updatePlace();
    }
  }

  private void flush() {
    if (!isReading) {
      channel.flush();
    }
  }

  /**
   * Closes the connection once everything is sent. A client that is still sending would get a reset
   * in place of the response, so its bytes are taken and thrown away for a while.
   */
  private void finish(boolean isStillSending) {
    isDeaf = true;
    isOver = true;
    queue.abandon();
    boolean lingers = isStillSending && !isInputOver;
    if (lingers || isExtra) {
      loop.schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }
    ChannelFuture sent = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    if (lingers) {
      channel.config().setAutoRead(true);
      sent.addListener(_ -> channel.shutdownOutput());
    } else {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void closeIfSent() {
    if (channel.isOutputShutdown()) {
      channel.close();
    }
  }

  /** No request waits for its response or is on its way. */
  private boolean isDone() {
    return queue.isEmpty() && !clock.isReceiving();
  }

  private void resumeSoon() {
    if (decoder.isHeld() && admitsRequest()) {
      // As a task of its own, because this may run in the middle of another connection's work.
      loop.execute(decoder::resume);
    }
  }

  /** A large body is being read elsewhere from now on, or is not any more. */
  void onDecoding(boolean isNow) {
    isDecoding = isNow;
    resumeSoon();
  }

  /** Who the client is, to be asked of a request that has come. */
  Principal principal() {
    return requireNonNull(principal, "no request has come");
  }

  SocketAddress remoteAddress() {
    return channel.remoteAddress();
  }

  ServerLimits limits() {
    return server.limits();
  }

  Offload offload() {
    return server.offload();
  }

  /** The limits that all connections share. */
  Admission admission() {
    return server.admission();
  }

  /** Whether a whole request waits for its response. */
  private boolean isAsked() {
    Exchange<H> head = queue.head();
    return head != null && head != current;
  }

  /** Whether a whole request waits for its response, or for that to be written to its end. */
  private boolean isAtWork() {
    return unsent > 0 || isAsked();
  }

  /** Tells whether another connection may have the place; one without a place has none to give. */
  private void updatePlace() {
    if (isAtWork()) {
      place.setBusy();
      // A response alone may be the one that tells why the place is lost.
      if (isAsked()) {
        takePlaceBack();
      }
    } else if (!isExtra) {
      place.setWaitingSince(clock.waitingSince());
    }
  }

  private void takePlaceBack() {
    if (place.takeBack()) {
      server.admission().comeBack();
    }
  }

  /** Another connection has the place of this one. Called on any thread. */
  private void onPlaceLost() {
    loop.execute(
        () -> {
          if (place.isHeld()) {
            return;
          }
          if (isAtWork()) {
            takePlaceBack();
          } else if (isOver || isDone() || server.admission().isCrowded()) {
            channel.close();
          } else {
            abort(ErrorCode.OVERLOADED, server.rules().tooManyConnections());
          }
        });
  }

  // --- what the decoder and the clock ask

  @Override
  public boolean admitsRequest() {
    return !isDecoding
        && queue.size() < server.limits().maxInFlightPerConnection()
        && channel.isWritable();
  }

  @Override
  public void onRequestBytes() {
    if (!clock.isReceiving()) {
      clock.onRequestBytes();
      if (hasAnswered) {
        server.admission().onKeptRequest();
      }
      updatePlace();
    }
  }

  @Override
  public boolean isReceiving() {
    return clock.isReceiving();
  }

  @Override
  public boolean isDeaf() {
    return isDeaf;
  }

  @Override
  public boolean isQuiet() {
    return queue.isEmpty() && unsent == 0;
  }

  @Override
  public long unsentBytes() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer == null) {
      return 0;
    }
    // The sum counts a message until it is written to its end.
    long rest = buffer.current() instanceof ByteBuf first ? first.readableBytes() : 0;
    return buffer.totalPendingWriteBytes() + rest;
  }

  @Override
  public void onRequestTimeout() {
    abort(
        ErrorCode.REQUEST_TIMEOUT,
        "the request did not arrive within " + server.limits().requestTimeout().toMillis() + " ms");
  }

  @Override
  public void onIdleTimeout() {
    channel.close();
  }
}
