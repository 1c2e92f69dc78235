package io.actorproxy.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of this machine at which nothing listens, until the test does. The system gives it to no
 * other program and to no outgoing connection meanwhile: a socket is bound to it that does not
 * listen, which refuses connections and lets a server beside it that reuses addresses.
 */
final class ReservedPort implements AutoCloseable {
  private final Socket socket = new Socket();

  ReservedPort() {
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int number() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
