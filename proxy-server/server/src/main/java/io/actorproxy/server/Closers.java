package io.actorproxy.server;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been opened, to be closed in the opposite order. Each step of the start says in the same
 * line how it is undone, so the order of the end is never a second list to maintain.
 */
final class Closers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

  private final Deque<Step> steps = new ConcurrentLinkedDeque<>();
  private volatile String closing = "nothing";

  private record Step(String name, AutoCloseable closer) {}

  /** Remembers how {@code opened} is closed. */
  <T> T add(String name, T opened, AutoCloseable closer) {
    steps.push(new Step(name, closer));
    return opened;
  }

  /** Remembers something that closes itself. */
  <T extends AutoCloseable> T add(String name, T opened) {
    return add(name, opened, opened);
  }

  /** Closes everything that is still open, also after one of them has failed. */
  @Override
  public void close() {
    for (Step step = steps.poll(); step != null; step = steps.poll()) {
      closing = step.name();
      try {
        step.closer().close();
        LOG.debug("Closed {}", step.name());
      } catch (Exception e) {
        LOG.error(
            "Expected to close {}, but it threw; what it holds is released when the process ends",
            step.name(),
            e);
      }
    }
  }

  /**
   * As {@link #close}, but returns after {@code millis} at the latest: a store that hangs may never
   * let go. What is not closed by then is still being closed, and ends with the process.
   *
   * @return whether everything is closed
   */
  boolean closeWithin(long millis) {
    Thread thread = Thread.ofPlatform().name("closing").daemon().start(this::close);
    try {
      if (thread.join(Duration.ofMillis(millis))) {
        return true;
      }
      LOG.error("Expected to close {} within {} ms, but it does not end", closing, millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
