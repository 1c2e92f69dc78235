package io.actorproxy.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the log quiet while a test makes thousands of things fail. */
public final class SilentLog implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.actorproxy");
  private final Level before = logger.getLevel();

  public SilentLog() {
    logger.setLevel(Level.OFF);
  }

  @Override
  public void close() {
    logger.setLevel(before);
  }
}
