package io.actorproxy.config;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * Brings what libraries log through {@code java.util.logging} into our log, where each event is one
 * line; by itself it goes to the standard error output as it is.
 */
final class JavaLogging extends Handler {
  private static final Formatter FORMATTER = new SimpleFormatter();

  private JavaLogging() {}

  /** Takes the place of all handlers there are. */
  static void install() {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.WARNING);
    root.addHandler(new JavaLogging());
  }

  @Override
  public void publish(LogRecord event) {
    String name = event.getLoggerName();
    org.slf4j.Logger logger = LoggerFactory.getLogger(name == null ? "java.util.logging" : name);
    String message = FORMATTER.formatMessage(event);
    if (event.getLevel().intValue() >= Level.SEVERE.intValue()) {
      logger.error(message, event.getThrown());
    } else {
      logger.warn(message, event.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
