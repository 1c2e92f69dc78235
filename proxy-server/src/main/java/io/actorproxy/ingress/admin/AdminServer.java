package io.actorproxy.ingress.admin;

import io.actorproxy.loops.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens for requests of the admin API. Thread safe. */
public final class AdminServer implements AutoCloseable {
  private static final int CHUNK_BYTES = 8 << 10;

  /** How many connections may be open that have not sent their request. */
  private static final int WAITING_MAX = 64;

  private final AdminConfig config;
  private final AdminApi api;
  private final AdminAccess access;
  private final ChannelGroup connections;
  private final LinkedHashSet<Channel> waiting = new LinkedHashSet<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final Channel listener;

  /**
   * Listens; returns when clients can connect.
   *
   * @throws IOException if the address cannot be listened on; says which
   */
  public AdminServer(AdminConfig config, Transport transport, AdminApi api) throws IOException {
    this.config = config;
    this.api = api;
    this.access = new AdminAccess(config.token());
    // One loop is enough, for all that takes time is done elsewhere.
    var loop = transport.loops().getFirst();
    this.connections = new DefaultChannelGroup(loop, true);
    InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    install(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + address + ": " + bound.cause().getMessage());
    }
    this.listener = bound.channel();
  }

  /**
   * A connection that has sent no request yet takes no place of one that has; if there are too many
   * of them, the oldest goes. All of this happens on one loop.
   */
  private void install(Channel channel) {
    connections.add(channel);
    waiting.add(channel);
    channel.closeFuture().addListener(_ -> waiting.remove(channel));
    if (waiting.size() > WAITING_MAX) {
      Iterator<Channel> oldest = waiting.iterator();
      Channel gone = oldest.next();
      oldest.remove();
      gone.close();
    }
    channel
        .pipeline()
        .addLast(
            new HttpRequestDecoder(config.maxHeaderBytes(), config.maxHeaderBytes(), CHUNK_BYTES),
            new HttpResponseEncoder(),
            new AdminConnection(this));
  }

  /**
   * A request has arrived; false if as many as may are being carried out. Else {@link #end} follows
   * when it is carried out: a client that has left does not end its work.
   */
  boolean begin(Channel channel) {
    waiting.remove(channel);
    if (requests.get() >= config.maxConnections()) {
      return false;
    }
    requests.incrementAndGet();
    return true;
  }

  /** A request has been carried out. On any thread. */
  void end() {
    requests.decrementAndGet();
  }

  /** How many connections are open. */
  int connections() {
    return connections.size();
  }

  /** The TCP port that is listened on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  Duration requestTimeout() {
    return config.requestTimeout();
  }

  /** Carries out a request on the thread of the caller, which may have to wait. */
  AdminApi.Answer answer(HttpRequest request, String from) {
    return api.answer(access, request, from);
  }

  /** Closes everything at once; returns when it is closed. The transport stays open. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    connections.close().awaitUninterruptibly();
  }
}
