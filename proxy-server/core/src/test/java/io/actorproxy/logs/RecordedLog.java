package io.actorproxy.logs;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Keeps the lines of one logger, or of those of a package, instead of printing them. */
public final class RecordedLog implements AutoCloseable {
  private final Logger logger;
  private final ch.qos.logback.classic.@Nullable Level before;
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();

  /**
   * Begins to record.
   *
   * @param name of a class or of a package
   * @param level of the least important lines that are kept
   */
  public RecordedLog(String name, Level level) {
    logger = (Logger) LoggerFactory.getLogger(name);
    before = logger.getLevel();
    events.start();
    logger.setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
    logger.setAdditive(false);
    logger.addAppender(events);
  }

  /** The lines so far: level and text, without time and place. */
  public List<String> lines() {
    // An appender writes while it holds its own monitor.
    synchronized (events) {
      return events.list.stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
    }
  }

  /** The logger prints again. */
  @Override
  public void close() {
    logger.detachAppender(events);
    logger.setAdditive(true);
    logger.setLevel(before);
  }
}
