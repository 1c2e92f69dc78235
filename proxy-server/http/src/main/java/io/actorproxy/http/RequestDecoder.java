package io.actorproxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.regex.Pattern;
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

  private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");
  private static final short CR_LF = '\r' << 8 | '\n';

  private final Gate gate;
  private @Nullable ChannelHandlerContext context;
  private boolean held;

  RequestDecoder(ServerLimits limits, Gate gate) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.maxInitialLineBytes())
            .setMaxHeaderSize(limits.maxHeaderBytes())
            .setMaxChunkSize(64 << 10)
            .setTrailersFactory(Trailers.FACTORY)
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
    if (!gate.isReceiving() && !isAtRequest(in, out)) {
      return;
    }
    gate.onRequestBytes();
    super.decode(ctx, in, out);
  }

  /**
   * Passes over empty lines before a request, which clients of old send behind a body (RFC 9112,
   * 2.2). Netty would pass over any control character.
   */
  private static boolean isAtRequest(ByteBuf in, List<Object> out) {
    while (in.readableBytes() >= 2 && in.getShort(in.readerIndex()) == CR_LF) {
      in.skipBytes(2);
    }
    if (!in.isReadable() || in.readableBytes() == 1 && in.getByte(in.readerIndex()) == '\r') {
      return false;
    }
    if (isTokenCharacter(in.getByte(in.readerIndex()))) {
      return true;
    }
    in.skipBytes(in.readableBytes());
    DefaultHttpRequest none = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    none.setDecoderResult(
        DecoderResult.failure(new IllegalArgumentException("it begins with no method")));
    out.add(none);
    return false;
  }

  private static boolean isTokenCharacter(byte b) {
    return b > ' ' && b < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(b) < 0;
  }

  /**
   * Continues if it had to stop; to be called when there is room again, from a task of its own on
   * the loop.
   */
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
    requirePrintable(target);
    return new DefaultHttpRequest(
        versionOf(words[2].substring(version)),
        HttpMethod.valueOf(words[0]),
        target,
        headersFactory.newHeaders(),
        false);
  }

  /**
   * The name of a header or of a field behind the body. A line that continues the one before has
   * none (RFC 9112, 2.2 and 5.2).
   */
  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    if (length > 0 && (line[start] == ' ' || line[start] == '\t')) {
      throw new IllegalArgumentException(
          "a line begins with a blank, and there is no header that it could continue");
    }
    return super.splitHeaderName(line, start, length);
  }

  private static void requirePrintable(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c < ' ' || c == 0x7f) {
        throw new IllegalArgumentException("a control character is in the target");
      }
    }
  }

  /** Exactly two digits, and exactly these capitals (RFC 9112, 2.3). */
  private static HttpVersion versionOf(String text) {
    return switch (text) {
      case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
      case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
      default -> {
        if (!VERSION.matcher(text).matches()) {
          throw new IllegalArgumentException("the request line ends with no version of HTTP");
        }
        yield HttpVersion.valueOf(text);
      }
    };
  }
}
