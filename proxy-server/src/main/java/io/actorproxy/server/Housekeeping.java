package io.actorproxy.server;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after things once a second, on a thread that may wait. */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("housekeeping").daemon().factory());

  void everySecond(Runnable task) {
    thread.scheduleWithFixedDelay(() -> guarded(task), 1, 1, TimeUnit.SECONDS);
  }

  /** A scheduled task that throws would never run again. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("Expected housekeeping to work, but it broke", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
