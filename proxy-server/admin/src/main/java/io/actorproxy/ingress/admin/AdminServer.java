package io.actorproxy.ingress.admin;

import io.actorproxy.http.ChannelSecurity;
import io.actorproxy.http.HttpServer;
import io.actorproxy.http.ServerLimits;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.time.TimeSource;
import java.io.IOException;

/** Listens for requests of the admin API. Thread safe. */
final class AdminServer implements AutoCloseable {
  /** Connections that have not sent their request, besides those whose requests are under way. */
  private static final int CONNECTIONS_WAITING = 256;

  /** Bodies are read past. */
  private static final int BODY_BYTES = 64 << 10;

  /** Answers under way, of which each has at most a page of a list. */
  private static final long BUFFERED_BYTES = 64 << 20;

  private final HttpServer server;
  private final int port;

  /**
   * Listens; returns when clients can connect.
   *
   * @param memory what all calls may hold
   * @throws IOException if the address cannot be listened on; says which
   */
  AdminServer(
      AdminConfig config,
      Transport transport,
      AdminApi api,
      TimeSource time,
      MemoryBudget memory,
      Offload offload)
      throws IOException {
    this.server =
        new HttpServer(transport, limits(config), ChannelSecurity.PLAIN, time, memory, offload);
    AdminHandler handler =
        new AdminHandler(api, new AdminAccess(config.token()), config.maxConnections());
    try {
      this.port = server.listen(config.host(), config.port(), handler).getPort();
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static ServerLimits limits(AdminConfig config) {
    return new ServerLimits(
        BODY_BYTES,
        config.maxHeaderBytes(),
        config.maxHeaderBytes(),
        config.requestTimeout(),
        config.requestTimeout(),
        config.maxConnections() + CONNECTIONS_WAITING,
        1,
        BUFFERED_BYTES,
        "");
  }

  /** How many connections are open. */
  int connections() {
    return server.connections();
  }

  /** The TCP port that is listened on. */
  int port() {
    return port;
  }

  /** Closes everything at once; returns when it is closed. The transport stays open. */
  @Override
  public void close() {
    server.close();
  }
}
