package io.actorproxy.config;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * One event on one line: time (UTC), level, thread, class, message. A message cannot forge a second
 * line, whatever names it quotes; only the stack trace of a defect has lines of its own, indented.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
  private static final char LINE_SEPARATOR = 0x2028;
  private static final char PARAGRAPH_SEPARATOR = 0x2029;

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  @Override
  public String doLayout(ILoggingEvent event) {
    var line = new StringBuilder(160);
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(' ').append(event.getLevel());
    line.append(" [").append(event.getThreadName()).append("] ");
    String logger = event.getLoggerName();
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
    appendOnOneLine(event.getFormattedMessage(), line);
    line.append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      appendIndented(ThrowableProxyUtil.asString(thrown), line);
    }
    return line.toString();
  }

  /** The message of an exception may have lines, and may be a client's. */
  private static void appendIndented(String trace, StringBuilder line) {
    trace
        .lines()
        .forEach(
            part -> {
              line.append('\t');
              appendOnOneLine(part.strip(), line);
              line.append('\n');
            });
  }

  private static void appendOnOneLine(String message, StringBuilder line) {
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      boolean isLineEnd = c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
      line.append(Character.isISOControl(c) || isLineEnd ? ' ' : c);
    }
  }
}
