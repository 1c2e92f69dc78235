package io.actorproxy.cluster.link;

import io.actorproxy.loops.Partition;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A stream that this side has opened, on a connection of its own. */
final class DialedWire extends Wire {
  private final ManagedChannel channel;
  private final ClientCall<InputStream, InputStream> call;

  private DialedWire(Partition partition, Receiver receiver, ManagedChannel channel) {
    super(partition, receiver);
    this.channel = channel;
    this.call =
        channel.newCall(
            LinkMethod.CONNECT, CallOptions.DEFAULT.withOnReadyThreshold(LinkMethod.READY_BYTES));
  }

  /**
   * Opens a stream, whose connection may come later or fail. Names are looked up, and what gRPC
   * makes for a connection is made, on a thread of their own.
   */
  static void open(
      LinkContext context,
      Partition partition,
      String address,
      Receiver receiver,
      Consumer<Wire> onWire,
      Consumer<String> onFailure) {
    Thread.ofVirtual()
        .name("member-link-dial")
        .start(
            () -> {
              try {
                ManagedChannel channel = channel(context, partition, LinkAddress.resolve(address));
                DialedWire wire = new DialedWire(partition, receiver, channel);
                wire.start();
                partition.execute(() -> onWire.accept(wire));
              } catch (IOException | RuntimeException e) {
                partition.execute(() -> onFailure.accept("%s: %s".formatted(address, e)));
              }
            });
  }

  private static ManagedChannel channel(
      LinkContext context, Partition partition, InetSocketAddress address) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address)
            .eventLoopGroup(partition.eventLoop())
            .channelType(context.transport().clientChannel())
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, context.config().timings().connect())
            .overrideAuthority("member")
            .proxyDetector(_ -> null)
            .directExecutor()
            .disableRetry()
            .decompressorRegistry(LinkMethod.NO_COMPRESSION)
            .flowControlWindow(LinkMethod.WINDOW_BYTES)
            .maxInboundMessageSize(LinkMethod.MESSAGE_BYTES)
            .maxInboundMetadataSize(LinkMethod.METADATA_BYTES);
    Certificates certificates = context.certificates();
    if (certificates == null) {
      builder.usePlaintext();
    } else {
      builder.sslContext(certificates.forDialing());
    }
    return builder.build();
  }

  private void start() {
    call.start(new Listener(), new Metadata());
    call.request(1);
  }

  @Override
  boolean isReady() {
    return call.isReady();
  }

  @Override
  void send(Chunk chunk) {
    call.sendMessage(chunk);
  }

  @Override
  void finish() {
    call.halfClose();
  }

  @Override
  void close(String reason) {
    call.cancel(reason, null);
    channel.shutdownNow();
  }

  /** Before there is a connection gRPC may call on other threads than its loop. */
  private final class Listener extends ClientCall.Listener<InputStream> {
    @Override
    public void onMessage(InputStream chunk) {
      if (partition().isCurrent()) {
        onChunk(chunk);
        call.request(1);
      } else {
        byte[] bytes = readAll(chunk);
        onLoop(
            () -> {
              onChunk(new ByteArrayInputStream(bytes));
              call.request(1);
            });
      }
    }

    @Override
    public void onReady() {
      onLoop(DialedWire.this::onReady);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      onLoop(
          () -> {
            onClosed(status.isOk() ? null : LinkMethod.describe(status));
            channel.shutdownNow();
          });
    }

    private void onLoop(Runnable task) {
      if (partition().isCurrent()) {
        task.run();
      } else {
        partition().execute(task);
      }
    }
  }

  private static byte[] readAll(InputStream chunk) {
    try {
      return chunk.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
  }
}
