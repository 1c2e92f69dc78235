package io.actorproxy.ingress.http;

import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.system.ActorSystem;
import io.actorproxy.time.TimeSource;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The HTTP server for SDKs, other clients, and probes. Thread safe. */
public final class HttpFrontDoor implements AutoCloseable {
  private final HttpConfig config;
  private final Transport transport;
  private final ServerContext server;
  private final ServerContext probes;
  private final ChannelGroup connections;
  private final List<Channel> listeners = new ArrayList<>();

  private HttpFrontDoor(
      HttpConfig config, Transport transport, ServerContext server, ServerContext probes) {
    this.config = config;
    this.transport = transport;
    this.server = server;
    this.probes = probes;
    this.connections = new DefaultChannelGroup(transport.group().next(), true);
  }

  /**
   * Listens; returns when clients can connect.
   *
   * @param proxyVersion the version that hosts are told when they register
   * @param memory what all calls may hold
   * @param offload does what takes long
   * @throws IOException if an address cannot be listened on; says which
   */
  public static HttpFrontDoor start(
      HttpConfig config,
      Transport transport,
      ActorSystem system,
      Ops ops,
      String proxyVersion,
      TimeSource time,
      MemoryBudget memory,
      Offload offload)
      throws IOException {
    Dispatcher dispatcher =
        new Dispatcher(system, ops, proxyVersion, offload, config.maxBodyBytes(), memory);
    Admission admission = new Admission(config, time, memory);
    ServerContext server =
        new ServerContext(
            config, new RequestRules(config, false), dispatcher, admission, offload, time);
    ServerContext probes =
        new ServerContext(
            config, new RequestRules(config, true), dispatcher, admission, offload, time);
    HttpFrontDoor door = new HttpFrontDoor(config, transport, server, probes);
    try {
      door.listen();
      return door;
    } catch (IOException e) {
      door.close();
      throw e;
    }
  }

  private void listen() throws IOException {
    // A socket takes the place of the port: a user without access to its file reaches no actor.
    ServerContext onPort = config.udsPath() == null ? server : probes;
    SocketAddress tcp = new InetSocketAddress(config.host(), config.port());
    listeners.add(
        bind(
            listener(transport.serverChannel(), onPort)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true),
            tcp));
    Path path = config.udsPath();
    if (path != null) {
      UnixSocketFile.removeStale(path);
      listeners.add(
          bind(listener(transport.serverDomainChannel(), server), transport.domainAddress(path)));
      Files.setPosixFilePermissions(path, config.udsPermissions());
    }
  }

  private ServerBootstrap listener(Class<? extends ServerChannel> type, ServerContext context) {
    return new ServerBootstrap()
        .group(transport.group())
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 10, 256 << 10))
        .childHandler(
            new ChannelInitializer<DuplexChannel>() {
              @Override
              protected void initChannel(DuplexChannel channel) {
                // Not a child option: some channels do not know it, which is no reason to warn.
                channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                connections.add(channel);
                new HttpConnection(context, channel).install();
              }
            });
  }

  private static Channel bind(ServerBootstrap bootstrap, SocketAddress address) throws IOException {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + address + ": " + bound.cause().getMessage());
    }
    return bound.channel();
  }

  /** The TCP port that is listened on. */
  public int port() {
    return ((InetSocketAddress) listeners.getFirst().localAddress()).getPort();
  }

  /** How many connections are open. */
  public int connections() {
    return server.admission().connections();
  }

  /**
   * Closes every connection as soon as its requests are answered. Keeps listening: until {@link
   * #close} a client that connects can still read the proxy's health, which says that it stops;
   * such a connection is closed after its first answer.
   *
   * @return completes when no connection is left of those that are open now; the caller decides how
   *     long to wait for that, and then calls {@link #close}
   */
  public CompletionStage<Void> drain() {
    server.admission().drain();
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
    connections.close().awaitUninterruptibly();
  }

  private void stopListening() {
    for (Channel listener : listeners) {
      listener.close().awaitUninterruptibly();
    }
    // The second listener, if there is one, made the socket's file.
    Path path = config.udsPath();
    if (path != null && listeners.size() > 1) {
      UnixSocketFile.remove(path);
    }
  }
}
