package io.actorproxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class LogSetupTest {
  private static final Logger OURS = LoggerFactory.getLogger("io.actorproxy.entity.Turn");
  private static final Logger LIBRARY = LoggerFactory.getLogger("io.netty.channel.Channel");

  @AfterEach
  void backToTheDefault() {
    LogSetup.apply(LogLevel.INFO);
  }

  @Test
  void anEventIsOneLine() {
    assertThat(lineOf("Actor {} is \"{}\"", "a\nb\r\t\u001b[31mc", 1))
        .isEqualTo("2026-01-02T03:04:05.060Z WARN [loop-1] Turn: Actor a b   [31mc is \"1\"\n");
  }

  @Test
  void aDefectShowsItsStackTrace() {
    LoggingEvent event = event("Broken", new IllegalStateException("a defect"));

    assertThat(new LineLayout().doLayout(event))
        .startsWith("2026-01-02T03:04:05.060Z WARN [loop-1] Turn: Broken\n")
        .contains("java.lang.IllegalStateException: a defect", "\tat io.actorproxy.config");
  }

  @Test
  void theMessageOfAnExceptionForgesNoLine() {
    String forged = "2026-01-02T03:04:05.060Z ERROR [main] Main: forged";
    LoggingEvent event =
        event(
            "Broken",
            new IllegalStateException("a\n" + forged + "\r" + forged + "\u2028\u001b[31m"));

    assertThat(new LineLayout().doLayout(event).lines().skip(1))
        .allMatch(line -> line.startsWith("\t"))
        .noneMatch(line -> line.contains("\u001b") || line.contains("\u2028"));
  }

  @Test
  void whatLibrariesSayThroughJavaLoggingIsALineOfTheLogToo() {
    JavaLogging.install();
    var log = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("some.library");
    var events = new ListAppender<ILoggingEvent>();
    events.start();
    log.addAppender(events);
    try {
      var library = java.util.logging.Logger.getLogger("some.library");
      library.log(java.util.logging.Level.WARNING, "a {0}\nb", "value");
      library.info("not wanted");
    } finally {
      log.detachAppender(events);
    }

    assertThat(events.list).hasSize(1);
    assertThat(new LineLayout().doLayout(events.list.getFirst()))
        .contains(" WARN ")
        .endsWith("library: a value b\n");
  }

  @Test
  void untilItIsSetTheLevelIsInfoAndLibrariesOnlyWarn() {
    assertThat(OURS.isInfoEnabled()).isTrue();
    assertThat(OURS.isDebugEnabled()).isFalse();
    assertThat(LIBRARY.isWarnEnabled()).isTrue();
    assertThat(LIBRARY.isInfoEnabled()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "TRACE, TRACE, WARN",
    "DEBUG, DEBUG, WARN",
    "WARN, WARN, WARN",
    "ERROR, ERROR, ERROR",
    "OFF, OFF, OFF"
  })
  void theLevelIsOursAndLibrariesNeverSayMore(LogLevel level, String ours, String library) {
    LogSetup.apply(level);

    assertThat(effectiveLevel(OURS)).isEqualTo(ours);
    assertThat(effectiveLevel(LIBRARY)).isEqualTo(library);
  }

  @Test
  void logbackFindsTheSetupByItself() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();

    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stdout")).isNotNull();
  }

  private static String effectiveLevel(Logger logger) {
    return ((ch.qos.logback.classic.Logger) logger).getEffectiveLevel().toString();
  }

  private static String lineOf(String message, Object... arguments) {
    LoggingEvent event = event(message, null);
    event.setArgumentArray(arguments);
    return new LineLayout().doLayout(event);
  }

  private static LoggingEvent event(String message, @Nullable Throwable thrown) {
    var event =
        new LoggingEvent(
            "", (ch.qos.logback.classic.Logger) OURS, Level.WARN, message, thrown, null);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.060Z"));
    event.setThreadName("loop-1");
    return event;
  }
}
