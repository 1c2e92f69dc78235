package io.actorproxy.http;

import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Serves HTTP/1.1. All its listeners share its limits; each has a handler. Thread safe, but
 * listeners are added by one thread.
 */
public final class HttpServer implements AutoCloseable {
  private final Transport transport;
  private final ServerLimits limits;
  private final ChannelSecurity security;
  private final TimeSource time;
  private final Offload offload;
  private final Admission admission;
  private final DateLine date;
  private final ChannelGroup connections;
  private final List<Channel> listeners = new ArrayList<>();

  /** Those to which no client can connect any more. */
  private final List<Channel> refusing = new ArrayList<>();

  private final List<Path> socketFiles = new ArrayList<>();

  /**
   * Listens nowhere yet.
   *
   * @param memory what all calls may hold
   * @param offload compresses what takes long
   */
  public HttpServer(
      Transport transport,
      ServerLimits limits,
      ChannelSecurity security,
      TimeSource time,
      MemoryBudget memory,
      Offload offload) {
    this.transport = transport;
    this.limits = limits;
    this.security = security;
    this.time = time;
    this.offload = offload;
    this.admission = new Admission(limits, time, memory);
    this.date = new DateLine(time);
    this.connections = new DefaultChannelGroup(transport.group().next(), true);
  }

  /**
   * Listens on TCP; returns when clients can connect.
   *
   * @return the address, with the port that was found if any would do
   * @throws IOException if the address cannot be listened on; says which
   */
  public InetSocketAddress listen(String host, int port, Handler<?> handler) throws IOException {
    ServerBootstrap bootstrap =
        listener(transport.serverChannel(), handler)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true);
    return (InetSocketAddress) bind(bootstrap, new InetSocketAddress(host, port)).localAddress();
  }

  /**
   * Listens on a Unix domain socket; returns when clients can connect. A file that another process
   * left behind is replaced.
   *
   * @param permissions who may connect: those who may write to its file
   * @throws IOException if it cannot be listened on; says why
   */
  public void listen(Path path, Set<PosixFilePermission> permissions, Handler<?> handler)
      throws IOException {
    UnixSocketFile.removeStale(path);
    bind(listener(transport.serverDomainChannel(), handler), transport.domainAddress(path));
    socketFiles.add(path);
    Files.setPosixFilePermissions(path, permissions);
  }

  private <H extends RequestHead> ServerBootstrap listener(
      Class<? extends ServerChannel> type, Handler<H> handler) {
    ServerContext<H> context =
        new ServerContext<>(
            limits, security, new FramingRules(limits), handler, admission, offload, time, date);
    return new ServerBootstrap()
        .group(transport.group())
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(LastAccept.AT_A_TIME))
        .handler(new LastAccept())
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 10, 256 << 10))
        .childHandler(
            new ChannelInitializer<DuplexChannel>() {
              @Override
              protected void initChannel(DuplexChannel channel) {
                // Not a child option: some channels do not know it, which is no reason to warn.
                channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                connections.add(channel);
                security.secure(channel.pipeline());
                new HttpConnection<>(context, channel).install();
              }
            });
  }

  private Channel bind(ServerBootstrap bootstrap, SocketAddress address) throws IOException {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + address + ": " + bound.cause().getMessage());
    }
    listeners.add(bound.channel());
    return bound.channel();
  }

  /** How many connections are open. */
  public int connections() {
    return admission.connections();
  }

  /** Closes each connection after its next response, which says so, and serves all as before. */
  public void closeAfterResponses() {
    admission.drain();
  }

  /**
   * Has the operating system refuse connections; those that are open stay, and those that are being
   * opened are taken until {@link #close}. Returns when it is so.
   */
  public void stopListening() {
    socketFiles.forEach(UnixSocketFile::remove);
    // Another process may listen there by the time of the next call.
    socketFiles.clear();
    List<Future<?>> ended = new ArrayList<>();
    for (Channel listener : listeners) {
      LastAccept accepts = listener.pipeline().get(LastAccept.class);
      if (Transport.refuseConnections(listener)) {
        refusing.add(listener);
        ended.add(accepts.whenCaughtUp(listener));
      } else {
        ended.add(accepts.closeSoon(listener));
      }
    }
    if (listeners.isEmpty()) {
      return;
    }
    listeners.clear();
    ended.forEach(Future::awaitUninterruptibly);
    // A connection that was accepted is drained only if its loop has taken it.
    transport.loops().forEach(loop -> loop.submit(() -> {}).awaitUninterruptibly());
  }

  /**
   * Closes every connection as soon as its requests are answered, and one that waits for a request
   * when it has waited for a moment. Keeps listening: until {@link #stopListening} a client that
   * connects can still read the proxy's health, which says that it stops; such a connection is
   * closed after its first response.
   *
   * @return completes when no connection is left of those that are open now; the caller decides for
   *     how long to wait, and then calls {@link #close}
   */
  public CompletionStage<Void> drain() {
    admission.drain();
    for (Channel connection : connections) {
      connection.pipeline().fireUserEventTriggered(HttpConnection.Drain.SIGNAL);
    }
    CompletableFuture<Void> drained = new CompletableFuture<>();
    connections.newCloseFuture().addListener(_ -> drained.complete(null));
    return drained;
  }

  /** Closes everything at once; returns when it is closed. The transport stays open. */
  @Override
  public void close() {
    stopListening();
    refusing.forEach(listener -> listener.close().awaitUninterruptibly());
    refusing.clear();
    connections.close().awaitUninterruptibly();
  }
}
