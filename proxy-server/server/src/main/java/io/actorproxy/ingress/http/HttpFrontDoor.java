package io.actorproxy.ingress.http;

import io.actorproxy.http.ChannelSecurity;
import io.actorproxy.http.HttpServer;
import io.actorproxy.http.ServerLimits;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.system.ActorSystem;
import io.actorproxy.time.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** The HTTP server for SDKs, other clients, and probes. Thread safe. */
public final class HttpFrontDoor implements AutoCloseable {
  private final HttpServer server;
  private final int port;

  private HttpFrontDoor(HttpServer server, int port) {
    this.server = server;
    this.port = port;
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
    ServerLimits limits = config.limits();
    Dispatcher dispatcher = new Dispatcher(system, ops, proxyVersion, limits, memory);
    HttpServer server =
        new HttpServer(transport, limits, ChannelSecurity.PLAIN, time, memory, offload);
    try {
      return new HttpFrontDoor(server, listen(server, config, dispatcher));
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static int listen(HttpServer server, HttpConfig config, Dispatcher dispatcher)
      throws IOException {
    Path socket = config.udsPath();
    // A socket takes the place of the port: a user without access to its file reaches no actor.
    ApiHandler onPort = new ApiHandler(new ApiRules(socket), dispatcher);
    int port = server.listen(config.host(), config.port(), onPort).getPort();
    if (socket != null) {
      server.listen(
          socket, config.udsPermissions(), new ApiHandler(new ApiRules(null), dispatcher));
    }
    return port;
  }

  /** The TCP port that is listened on. */
  public int port() {
    return port;
  }

  /** How many connections are open. */
  public int connections() {
    return server.connections();
  }

  /** Closes each connection after its next response, and serves all as before. */
  public void closeAfterResponses() {
    server.closeAfterResponses();
  }

  /** Takes no connection any more; those that are open stay. Returns when it is so. */
  public void stopListening() {
    server.stopListening();
  }

  /**
   * Closes every connection as soon as its requests are answered, and keeps listening for probes:
   * see {@link HttpServer#drain}.
   *
   * @return completes when no connection is left of those that are open now
   */
  public CompletionStage<Void> drain() {
    return server.drain();
  }

  /** Closes everything at once; returns when it is closed. The transport stays open. */
  @Override
  public void close() {
    server.close();
  }
}
