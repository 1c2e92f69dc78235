package io.actorproxy.cluster.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Stands between a member and those that connect to it, and can cut or hold up what passes. */
final class TcpRelay implements AutoCloseable {
  private final ServerSocket server;
  private final InetSocketAddress target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean isStalled;

  TcpRelay(String to) {
    try {
      target = LinkAddress.resolve(to);
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket from = server.accept();
        Socket to = new Socket(target.getAddress(), target.getPort());
        sockets.add(from);
        sockets.add(to);
        Thread.ofVirtual().start(() -> copy(from, to));
        Thread.ofVirtual().start(() -> copy(to, from));
      }
    } catch (IOException e) {
      // It is closed.
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[8 << 10];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (isStalled) {
          end.await();
        }
        out.write(bytes, 0, read);
      }
    } catch (IOException | InterruptedException e) {
      // One of the sockets is closed.
    }
  }

  /** How many connections there were. */
  int connections() {
    return sockets.size() / 2;
  }

  /** All connections break, as if a process had been killed. */
  void cut() throws IOException {
    for (Socket socket : sockets) {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    }
  }

  /** Connections stay open, and nothing comes any more. */
  void stall() {
    isStalled = true;
  }

  @Override
  public void close() throws IOException {
    server.close();
    end.countDown();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
