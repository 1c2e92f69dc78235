package io.actorproxy.statestore.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An address on 127.0.0.1 that leads to one port after the other, as a name or a floating address
 * does after a fail-over. What is connected stays connected to where it was. It counts what passes.
 */
public final class Relay implements AutoCloseable {

  private final ServerSocket listener;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong questions = new AtomicLong();
  private final String host;
  private volatile int target;

  /** Listens on a free port, and leads to one of this machine. */
  public Relay(int target) throws IOException {
    this("127.0.0.1", target);
  }

  /** Listens on a free port, and leads to that port of a host. */
  public Relay(String host, int target) throws IOException {
    this.host = host;
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Connections from now on lead there. */
  public void leadTo(int port) {
    target = port;
  }

  /** How many connections have been made. */
  public long connections() {
    return connections.get();
  }

  /** How often a client has begun to send after its server did, which is once a round trip. */
  public long questions() {
    return questions.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        connections.incrementAndGet();
        open.add(client);
        Thread.ofVirtual().start(() -> connect(client));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(host, target);
      open.add(server);
      AtomicBoolean isAsking = new AtomicBoolean();
      Thread.ofVirtual()
          .start(
              () ->
                  copy(
                      client,
                      server,
                      () -> {
                        if (!isAsking.getAndSet(true)) {
                          questions.incrementAndGet();
                        }
                      }));
      copy(server, client, () -> isAsking.set(false));
    } catch (IOException e) {
      close(client);
    }
  }

  private static void copy(Socket from, Socket to, Runnable onBytes) {
    byte[] buffer = new byte[64 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        onBytes.run();
        to.getOutputStream().write(buffer, 0, count);
      }
    } catch (IOException e) {
      // One end is gone, and now the other is too.
    }
  }

  @Override
  public void close() {
    close(listener);
    open.forEach(Relay::close);
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
