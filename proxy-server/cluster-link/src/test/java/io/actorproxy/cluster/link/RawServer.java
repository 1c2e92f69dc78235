package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.MalformedMessageException;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.security.SecureRandom;

/** Stands where a member should be, and repeats what others prove as if it were its own proof. */
final class RawServer implements AutoCloseable {
  private final long epoch;
  private final Server server;

  RawServer(LinkFixture fixture, long epoch) throws IOException {
    this.epoch = epoch;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .bossEventLoopGroup(fixture.transport.group())
            .workerEventLoopGroup(fixture.transport.group())
            .channelType(fixture.transport.serverChannel())
            .directExecutor()
            .addService(
                ServerServiceDefinition.builder(
                        new ServiceDescriptor(LinkMethod.SERVICE, LinkMethod.CONNECT))
                    .addMethod(LinkMethod.CONNECT, (call, _) -> new Repeating(call))
                    .build())
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Repeating extends ServerCall.Listener<InputStream>
      implements MessageSplitter.Sink {
    private final ServerCall<InputStream, InputStream> call;
    private final MessageSplitter splitter = new MessageSplitter();

    Repeating(ServerCall<InputStream, InputStream> call) {
      this.call = call;
      call.sendHeaders(new Metadata());
      call.request(1);
    }

    @Override
    public void onMessage(InputStream chunk) {
      try {
        splitter.read(chunk, this);
      } catch (IOException | MalformedMessageException e) {
        throw new AssertionError(e);
      }
      call.request(1);
    }

    @Override
    public int limit(int type) {
      return Integer.MAX_VALUE;
    }

    @Override
    public void onMessage(int type, ByteString content) {
      Handshake handshake = new Handshake(LinkFixture.config(), new SecureRandom());
      ByteString hello = handshake.hello(epoch, 1, address()).write();
      LinkMessage answer =
          type == LinkMessage.HELLO
              ? new LinkMessage.Encoded(LinkMessage.CHALLENGE, hello)
              : new LinkMessage.Encoded(LinkMessage.WELCOME, content);
      call.sendMessage(new ByteArrayInputStream(RawClient.bytes(answer)));
    }

    @Override
    public boolean isDone() {
      return false;
    }
  }
}
