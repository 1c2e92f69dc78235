package io.actorproxy.http;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.InvocationResponse;
import io.actorproxy.codec.RequestStatus;
import io.actorproxy.ingress.http.EchoApi;
import io.actorproxy.invocation.Payload;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.micro.Sample;
import io.actorproxy.time.TimeSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * An invocation from its bytes to those of its answer, past an actor system that echoes; and the
 * answer alone. The references are Netty's own HTTP server, which does not look into the body, and
 * a copy of the answer's bytes.
 */
@State(Scope.Thread)
public class HttpFramingBenchmark {
  private final ByteBufAllocator memory = PooledByteBufAllocator.DEFAULT;
  private final ByteBuf request =
      Sample.http(
          Sample.request().toByteArray(),
          "POST /api/v1/system/bench/actors/counter-000001/invoke HTTP/1.1",
          "host: bench",
          "content-type: application/octet-stream");
  private final EmbeddedSocket proxy = proxy();
  private final EmbeddedChannel netty =
      new EmbeddedChannel(new HttpServerCodec(), new HttpObjectAggregator(8 << 20), new Echo());
  private final RequestHead head = EchoApi.handler().unreadable();
  private final DateLine date = new DateLine(TimeSource.SYSTEM);
  private final ByteString actor = Sample.request().getActor().toByteString();
  private final ByteString system = Sample.request().getSystem().toByteString();
  private final Payload payload = new Payload.Value(Sample.request().getValue().toByteString());
  private final ByteBuf answer;

  public HttpFramingBenchmark() {
    ByteBuf bytes = answer();
    answer = Sample.direct(ByteString.copyFrom(bytes.nioBuffer()));
    bytes.release();
  }

  private static EmbeddedSocket proxy() {
    return proxy(EchoApi.handler());
  }

  private static <H extends RequestHead> EmbeddedSocket proxy(Handler<H> handler) {
    ServerContext<H> server =
        new ServerContext<>(
            EchoApi.LIMITS,
            ChannelSecurity.PLAIN,
            new FramingRules(EchoApi.LIMITS),
            handler,
            new Admission(EchoApi.LIMITS, TimeSource.SYSTEM, MemoryBudget.unlimited()),
            EchoApi.OFFLOAD,
            TimeSource.SYSTEM,
            new DateLine(TimeSource.SYSTEM));
    return new EmbeddedSocket(
        new ChannelInitializer<EmbeddedSocket>() {
          @Override
          protected void initChannel(EmbeddedSocket channel) {
            new HttpConnection<>(server, channel).install();
          }
        });
  }

  private static final class Echo extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      ByteBuf body = request.content().retain();
      var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
          .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
      ctx.writeAndFlush(response);
    }
  }

  @Benchmark
  public int invocation() {
    return exchange(proxy);
  }

  @Benchmark
  public int echoByNetty() {
    return exchange(netty);
  }

  @Benchmark
  public boolean writeAnswer() {
    return answer().release();
  }

  @Benchmark
  public boolean writeAnswerFloor() {
    int size = answer.writerIndex();
    return memory.ioBuffer(size).writeBytes(answer, 0, size).release();
  }

  private ByteBuf answer() {
    InvocationResponse message = new InvocationResponse(RequestStatus.OK, system, actor, payload);
    // A small answer is one buffer.
    return (ByteBuf)
        ResponseWriter.write(
            memory, date, "", head, Response.ok(MediaTypes.PROTOBUF, message), false);
  }

  private int exchange(EmbeddedChannel channel) {
    channel.writeInbound(request.readerIndex(0).retain());
    int written = 0;
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      written += out.readableBytes();
      ReferenceCountUtil.release(out);
    }
    if (written == 0) {
      throw new IllegalStateException("no answer");
    }
    return written;
  }
}
