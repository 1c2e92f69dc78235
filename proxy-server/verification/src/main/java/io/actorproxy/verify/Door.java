package io.actorproxy.verify;

import io.actorproxy.sdks.SpawnClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where clients wait until the proxy is there and knows its actors. Thread safe. */
final class Door {
  private final int port;
  private final SpawnClient proxy;
  private boolean open;
  private boolean over;

  Door(int port) {
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

  /** Waits, and connects; nothing if the door was closed for good. */
  SpawnClient.@Nullable Connection connect() throws InterruptedException {
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
}
