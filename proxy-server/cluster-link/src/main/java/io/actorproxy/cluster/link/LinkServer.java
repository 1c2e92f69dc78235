package io.actorproxy.cluster.link;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.actorproxy.cluster.link.LinkConfig.Timings;
import io.actorproxy.loops.Partition;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for other members. A connection has one stream. Which connections there are, and what
 * they may send until their member is known, {@link LinkDoor} says.
 */
final class LinkServer {
  private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);
  private static final long NANOS_BETWEEN_WARNINGS = SECONDS.toNanos(10);

  /** A member opens no more than one stream on a connection, and seldom closes one. */
  private static final int RESETS = 20;

  private static final int RESETS_IN_SECONDS = 30;

  /** One read, then all other connections of the loop have their turn. */
  private static final RecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1);

  private final LinkContext context;
  private final Supplier<@Nullable EpochLinks> links;
  private final LinkDoor door;
  private final AtomicLong warnedNanos;
  private final Server server;

  /**
   * Begins to listen.
   *
   * @param links those of the present membership, or null if there is none
   */
  LinkServer(LinkContext context, InetAddress host, Supplier<@Nullable EpochLinks> links)
      throws IOException {
    this.context = context;
    this.links = links;
    this.door = new LinkDoor(context.config(), context.time());
    this.warnedNanos = new AtomicLong(context.time().nanoTime() - NANOS_BETWEEN_WARNINGS);
    Timings timings = context.config().timings();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, context.config().port()))
            .bossEventLoopGroup(context.transport().group())
            .workerEventLoopGroup(context.transport().group())
            .channelFactory(door.listening(context.transport().serverChannel()))
            .withChildOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
            .directExecutor()
            .decompressorRegistry(LinkMethod.NO_COMPRESSION)
            .maxConcurrentCallsPerConnection(1)
            .flowControlWindow(LinkMethod.WINDOW_BYTES)
            .maxInboundMessageSize(LinkMethod.MESSAGE_BYTES)
            .maxInboundMetadataSize(LinkMethod.METADATA_BYTES)
            .maxRstFramesPerWindow(RESETS, RESETS_IN_SECONDS)
            .maxConnectionIdle(timings.handshake(), MILLISECONDS)
            // For connections whose stream has ended, and whose other side does not read that.
            .keepAliveTime(timings.idle() / 10, MILLISECONDS)
            .keepAliveTimeout(timings.silence(), MILLISECONDS)
            .addService(service());
    Certificates certificates = context.certificates();
    if (certificates != null) {
      builder.sslContext(certificates.forAccepting());
    }
    this.server = builder.build().start();
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder(
            new ServiceDescriptor(LinkMethod.SERVICE, LinkMethod.CONNECT))
        .addMethod(LinkMethod.CONNECT, (call, _) -> accept(call))
        .build();
  }

  private ServerCall.Listener<InputStream> accept(ServerCall<InputStream, InputStream> call) {
    Stranger stranger = door.take(call.getAttributes());
    if (stranger == null) {
      call.close(
          Status.RESOURCE_EXHAUSTED.withDescription("a connection has one stream"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    Partition partition = context.currentPartition();
    Acceptance acceptance = new Acceptance(context, this, stranger, links.get());
    AcceptedWire wire = new AcceptedWire(partition, acceptance, call);
    acceptance.begin(wire);
    return wire.start();
  }

  /** Warns of a refused member, but not of each: a connection costs the other side little. */
  void warn(String reason) {
    long now = context.time().nanoTime();
    long warned = warnedNanos.get();
    if (now - warned >= NANOS_BETWEEN_WARNINGS && warnedNanos.compareAndSet(warned, now)) {
      LOG.warn("the connection of another member is refused: {}", reason);
    } else {
      LOG.debug("the connection of another member is refused: {}", reason);
    }
  }

  /** From where members connect. */
  void members(Set<Machine> machines) {
    door.members(machines);
  }

  int port() {
    return server.getPort();
  }

  /** Accepts no connection any more; those that are open stay. */
  void stopAccepting() {
    server.shutdown();
  }

  /** Closes all connections. */
  void close() {
    server.shutdownNow();
  }
}
