package io.actorproxy.verify;

import io.actorproxy.process.Pause;
import io.actorproxy.sdks.SpawnClient;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where clients wait until the one proxy is there and knows its actors. Thread safe. */
final class ProxyDoor implements Door {
  private final int port;
  private final SpawnClient proxy;
  private boolean open;
  private boolean over;

  ProxyDoor(int port) {
    this.port = port;
    this.proxy = SpawnClient.onPort(port);
  }

  int port() {
    return port;
  }

  synchronized void open() {
    open = true;
    notifyAll();
  }

  synchronized void close() {
    open = false;
  }

  /** No caller waits any more. */
  synchronized void closeForGood() {
    over = true;
    notifyAll();
  }

  @Override
  public Line line() {
    return new ProxyLine();
  }

  /** Waits, and connects; nothing if the door was closed for good. */
  private SpawnClient.@Nullable Connection connect() throws InterruptedException {
    while (waitUntilOpen()) {
      try {
        return proxy.connect();
      } catch (IOException justGone) {
        Pause.millis(1);
      }
    }
    return null;
  }

  private synchronized boolean waitUntilOpen() throws InterruptedException {
    while (!open && !over) {
      wait();
    }
    return !over;
  }

  /** One connection, which is kept. */
  private final class ProxyLine implements Line {
    private volatile SpawnClient.@Nullable Connection connection;

    @Override
    public boolean await() throws InterruptedException {
      return connected() != null;
    }

    @Override
    public @Nullable InvocationResponse call(InvocationRequest request)
        throws IOException, InterruptedException {
      SpawnClient.Connection open = connected();
      if (open == null) {
        return null;
      }
      try {
        return open.invoke(request).body();
      } catch (IOException gone) {
        close();
        throw gone;
      }
    }

    private SpawnClient.@Nullable Connection connected() throws InterruptedException {
      SpawnClient.Connection open = connection;
      if (open == null) {
        open = connect();
        connection = open;
      }
      return open;
    }

    @Override
    public void close() {
      SpawnClient.Connection open = connection;
      connection = null;
      if (open != null) {
        open.abort();
      }
    }
  }
}
