package io.actorproxy.host;

import io.actorproxy.time.Backoff;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Waits, on a thread of its own, until the host accepts connections: it opens one now and then and
 * closes it at once.
 */
public final class HostProbe implements AutoCloseable {
  private static final Backoff PAUSES = new Backoff(50, 1_000);

  private final HostConfig config;
  private final Runnable onAccepting;
  private final Thread thread;

  /** A connection attempt may swallow the interrupt. */
  private volatile boolean closed;

  private HostProbe(HostConfig config, Runnable onAccepting) {
    this.config = config;
    this.onAccepting = onAccepting;
    this.thread = Thread.ofVirtual().name("host-probe").unstarted(this::run);
  }

  /**
   * Begins to probe; pauses grow from 50 ms to 1 s. Calls {@code onAccepting} once, unless it is
   * closed before.
   */
  public static HostProbe start(HostConfig config, Runnable onAccepting) {
    HostProbe probe = new HostProbe(config, onAccepting);
    probe.thread.start();
    return probe;
  }

  private void run() {
    boolean accepts = accepts();
    try {
      for (int attempt = 1; !accepts && !closed; attempt++) {
        Thread.sleep(PAUSES.after(attempt));
        accepts = accepts();
      }
    } catch (InterruptedException _) {
      return;
    }
    if (!closed) {
      onAccepting.run();
    }
  }

  private boolean accepts() {
    return accepts(config);
  }

  /** Whether the host accepts a connection now. Blocks for the connect timeout at most. */
  public static boolean accepts(HostConfig config) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(HostAddress.connectable(config.address()), config.port()),
          config.connectTimeoutMillis());
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** Stops probing; does not wait. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
