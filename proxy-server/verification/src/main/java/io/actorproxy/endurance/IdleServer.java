package io.actorproxy.endurance;

import io.actorproxy.sdks.HttpMessage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A process that does nothing but answer probes: how long these take on a machine as busy. */
final class IdleServer {
  private IdleServer() {}

  static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    try (ServerSocket server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket connection = server.accept();
        Thread.startVirtualThread(() -> serve(connection));
      }
    }
  }

  private static void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      BufferedInputStream in = new BufferedInputStream(connection.getInputStream());
      while (HttpMessage.read(in) != null) {
        connection
            .getOutputStream()
            .write(HttpMessage.head("HTTP/1.1 200 OK", "content-length: 0"));
      }
    } catch (IOException gone) {
      // The prober has left.
    }
  }
}
