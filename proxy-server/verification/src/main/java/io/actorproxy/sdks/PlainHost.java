package io.actorproxy.sdks;

import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A host that serves each connection of the proxy on a virtual thread, and nothing else. */
public final class PlainHost implements AutoCloseable {
  private final ServerSocket server = new ServerSocket();
  private final Function<ActorInvocation, ActorInvocationResponse> actions;

  /**
   * Listens on a port of this machine, 0 for any.
   *
   * @param actions runs an action and answers; called on any thread
   */
  public PlainHost(int port, Function<ActorInvocation, ActorInvocationResponse> actions)
      throws IOException {
    this.actions = actions;
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread.startVirtualThread(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** An answer that leaves the actor's context as it is. */
  public static ActorInvocationResponse.Builder unchanged(ActorInvocation invocation) {
    return ActorInvocationResponse.newBuilder()
        .setActorName(invocation.getActor().getName())
        .setActorSystem(invocation.getActor().getSystem())
        .setUpdatedContext(invocation.getCurrentContext());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        Thread.startVirtualThread(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      BufferedInputStream in = new BufferedInputStream(connection.getInputStream(), 65_536);
      for (@Nullable HttpMessage request = HttpMessage.read(in);
          request != null;
          request = HttpMessage.read(in)) {
        byte[] body = actions.apply(ActorInvocation.parseFrom(request.body())).toByteArray();
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        reply.writeBytes(HttpMessage.head("HTTP/1.1 200 OK", "content-length: " + body.length));
        reply.writeBytes(body);
        connection.getOutputStream().write(reply.toByteArray());
      }
    } catch (IOException proxyDied) {
      // It does, in these tests.
    }
  }
}
