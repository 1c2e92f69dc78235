package io.actorproxy.endurance;

import io.actorproxy.process.Pause;
import io.actorproxy.process.Quantiles;
import io.actorproxy.sdks.SpawnClient;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a server every tenth of a second whether it is alive, as an orchestrator does. */
final class Prober {
  private static final int EVERY_MILLIS = 100;

  private final SpawnClient server;
  private final Quantiles times = new Quantiles();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private volatile boolean paused;
  private volatile boolean stopped;
  private volatile int failures;

  private Prober(int port) {
    this.server = SpawnClient.onPort(port);
  }

  static Prober start(int port) {
    Prober prober = new Prober(port);
    prober.thread.start();
    return prober;
  }

  /** While the server is known to be away. */
  void pause(boolean away) {
    paused = away;
  }

  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }

  double p99() {
    return times.of(0.99);
  }

  @Override
  public String toString() {
    return times + ", " + failures + " failed";
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes it.
  private void run() {
    SpawnClient.@Nullable Connection open = null;
    while (!stopped) {
      Pause.millis(EVERY_MILLIS);
      boolean counts = !paused;
      try {
        long begin = System.nanoTime();
        open = open == null ? server.connect() : open;
        int status = open.send("GET", "/health/liveness", Map.of(), new byte[0]).status();
        if (counts && !paused) {
          times.add(System.nanoTime() - begin);
          failures += status == 200 ? 0 : 1;
        }
      } catch (IOException e) {
        open = null;
        failures += counts && !paused ? 1 : 0;
      }
    }
  }
}
