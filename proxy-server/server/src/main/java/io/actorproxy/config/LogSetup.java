package io.actorproxy.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * Sends the log to standard output, one line an event. Logback finds this class by {@code
 * META-INF/services} instead of a file of XML, whose parser costs more than all the rest of it.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String OURS = "io.actorproxy";

  /** How much the libraries may say at most: only what is wrong. */
  private static final Level LIBRARIES = Level.WARN;

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var layout = new LineLayout();
    layout.setContext(context);
    layout.start();
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName("stdout");
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    apply(LogLevel.INFO, context);
    JavaLogging.install();
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Sets how much is logged from now on; until it is called, {@link LogLevel#INFO}. */
  public static void apply(LogLevel level) {
    apply(level, (LoggerContext) LoggerFactory.getILoggerFactory());
  }

  private static void apply(LogLevel logLevel, LoggerContext context) {
    Level level = Level.toLevel(logLevel.name());
    context.getLogger(OURS).setLevel(level);
    context
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .setLevel(level.isGreaterOrEqual(LIBRARIES) ? level : LIBRARIES);
  }
}
