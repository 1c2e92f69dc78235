package io.actorproxy.host;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.HostFormat;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Payload;
import io.actorproxy.micro.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Writing a request to the host and reading its answer. The floor of both is to copy the same
 * bytes; the reference for reading is Netty's own decoder.
 */
@State(Scope.Thread)
public class HostFramingBenchmark {
  private final ByteBufAllocator memory = PooledByteBufAllocator.DEFAULT;
  private final RequestEncoder encoder = new RequestEncoder("127.0.0.1:8090");
  private final ResponseParser parser = new ResponseParser(32 << 10, 8 << 20, (_, _) -> true);
  private final ActorInvocation invocation =
      new ActorInvocation(
          new ActorId(Sample.SYSTEM, Sample.TYPE, "counter-000001"),
          Sample.ACTION,
          new Payload.Value(Sample.any("bench.Input", 128).toByteString()),
          null,
          Sample.any("bench.Counter", 64).toByteString(),
          Map.of(),
          Map.of());
  private final ByteBuf request;
  private final ByteBuf answer =
      Sample.http(
          Sample.hostReply().toByteArray(),
          "HTTP/1.1 200 OK",
          "content-type: application/octet-stream");
  private final EmbeddedChannel netty =
      new EmbeddedChannel(new HttpResponseDecoder(), new HttpObjectAggregator(8 << 20));

  public HostFramingBenchmark() {
    try {
      ByteBuf bytes = encoded();
      request = Sample.direct(ByteString.copyFrom(bytes.nioBuffer()));
      bytes.release();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A small request is one buffer. */
  private ByteBuf encoded() throws IOException {
    return (ByteBuf) encoder.encode(memory, invocation, HostFormat.PROTOBUF);
  }

  @Benchmark
  public boolean writeRequest() throws IOException {
    return encoded().release();
  }

  @Benchmark
  public boolean writeRequestFloor() {
    return memory
        .directBuffer(request.readableBytes())
        .writeBytes(request, 0, size(request))
        .release();
  }

  @Benchmark
  public ByteString readAnswer() throws BadReplyException {
    parser.reset();
    if (!parser.read(answer.readerIndex(0))) {
      throw new IllegalStateException("the answer is not whole");
    }
    return parser.takeBody();
  }

  @Benchmark
  public byte[] readAnswerFloor() {
    byte[] copy = new byte[size(answer)];
    answer.getBytes(0, copy);
    return copy;
  }

  @Benchmark
  public boolean readAnswerByNetty() {
    netty.writeInbound(answer.readerIndex(0).retain());
    return ReferenceCountUtil.release(netty.readInbound());
  }

  private static int size(ByteBuf bytes) {
    return bytes.writerIndex();
  }
}
