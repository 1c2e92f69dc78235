package io.actorproxy.verify;

import io.actorproxy.verify.Tally.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients at work, each on a thread of its own. */
final class Load {
  /** Longer than any call may take after the last fault. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Client> clients;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private Load(List<Client> clients) {
    this.clients = clients;
  }

  static Load start(List<Client> clients) {
    Load load = new Load(clients);
    for (Client client : clients) {
      load.threads.add(Thread.startVirtualThread(() -> client.run(load)));
    }
    return load;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Waits for the calls under way. One that is not answered is a violation. */
  void stop(Violations violations) throws InterruptedException {
    stopped = true;
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int i = 0; i < clients.size(); i++) {
      if (!threads.get(i).join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
        violations.add(Figure.OTHER_VIOLATIONS, "a call was not answered within " + PATIENCE);
        clients.get(i).abort();
        threads.get(i).join();
      }
    }
  }
}
