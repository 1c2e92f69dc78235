package io.actorproxy.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes into requests, strictly (RFC 9112), but begins a request only when the connection has
 * room for it. Until then nothing is read from the socket, so the sender feels it.
 */
final class RequestDecoder extends HttpRequestDecoder {
  /** The connection, as far as the decoder has to know it. */
  interface Gate {
    /** Whether one more request may begin now. */
    boolean admitsRequest();

    /** Bytes of a request are here; called again and again until the request is whole. */
    void onRequestBytes();

    /** Whether a request has begun and is not whole. */
    boolean isReceiving();

    /** Whether nothing that still arrives matters. */
    boolean isDeaf();
  }

  private final Gate gate;
  private @Nullable ChannelHandlerContext context;
  private boolean held;

  RequestDecoder(HttpConfig config, Gate gate) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(config.maxInitialLineBytes())
            .setMaxHeaderSize(config.maxHeaderBytes())
            .setMaxChunkSize(64 << 10)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
    this.gate = gate;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    super.handlerAdded(ctx);
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
    if (gate.isDeaf()) {
      ReferenceCountUtil.release(bytes);
    } else {
      super.channelRead(ctx, bytes);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (gate.isDeaf()) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (!gate.isReceiving() && !gate.admitsRequest()) {
      held = true;
      ctx.channel().config().setAutoRead(false);
      return;
    }
    gate.onRequestBytes();
    super.decode(ctx, in, out);
  }

  /** Goes on if it had to stop; whoever makes room calls it, from a task of its own on the loop. */
  void resume() {
    ChannelHandlerContext ctx = context;
    if (!held || ctx == null || !gate.admitsRequest()) {
      return;
    }
    held = false;
    try {
      super.channelRead(ctx, Unpooled.EMPTY_BUFFER);
    } catch (Exception e) {
      ctx.fireExceptionCaught(e);
    }
    ctx.fireChannelReadComplete();
    if (!held) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  boolean isHeld() {
    return held;
  }

  /** Takes a target that holds raw spaces, which is how SDKs send names that hold spaces. */
  @Override
  protected HttpMessage createMessage(String[] words) throws Exception {
    int version = words[2].lastIndexOf(' ') + 1;
    String target =
        version == 0 ? words[1] : words[1] + " " + words[2].substring(0, version).strip();
    return new DefaultHttpRequest(
        HttpVersion.valueOf(words[2].substring(version)),
        HttpMethod.valueOf(words[0]),
        target,
        headersFactory.newHeaders(),
        false);
  }
}
