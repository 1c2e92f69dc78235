package io.actorproxy.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been opened, to be closed in the opposite order. Each step of the start says in the same
 * line how it is undone, so the order of the end is never a second list to maintain.
 */
final class Closers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

  private final Deque<Step> steps = new ArrayDeque<>();

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

  /** Closes everything that is still open; goes on when something refuses. */
  @Override
  public void close() {
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      try {
        step.closer().close();
        LOG.debug("Closed {}", step.name());
      } catch (Exception e) {
        LOG.error("Expected to close {}, but it broke", step.name(), e);
      }
    }
  }
}
