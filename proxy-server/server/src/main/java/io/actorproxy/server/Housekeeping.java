package io.actorproxy.server;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after things now and then, on a thread that may wait. */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final ScheduledExecutorService thread;

  /** On a thread of that name. */
  Housekeeping(String name) {
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(name).daemon().factory());
  }

  void everySecond(Runnable task) {
    every(1, task);
  }

  void everyMinute(Runnable task) {
    every(60, task);
  }

  private void every(long seconds, Runnable task) {
    thread.scheduleWithFixedDelay(() -> guarded(task), seconds, seconds, TimeUnit.SECONDS);
  }

  /** A scheduled task that throws would never run again. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("BUG: a periodic task of the proxy threw; it runs again at its next time", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
