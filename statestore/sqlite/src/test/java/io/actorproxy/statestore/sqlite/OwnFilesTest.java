package io.actorproxy.statestore.sqlite;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

final class OwnFilesTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(OwnFiles.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @TempDir private Path directory;

  @BeforeEach
  void record() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopRecording() {
    logger.detachAppender(log);
  }

  @ParameterizedTest
  @CsvSource({
    "rwx------, 0",
    "rwxr-xr-x, 0",
    "rwxrwxr-x, 0",
    "rwxrwxrwx, 1",
  })
  void aDirectoryIsWarnedOfIfEveryUserCanReplaceItsFiles(String permissions, int warnings)
      throws Exception {
    Files.setPosixFilePermissions(directory, fromString(permissions));

    OwnFiles.warnIfDirectoryIsOpen(directory);

    assertThat(log.list).hasSize(warnings);
    assertThat(log.list).allMatch(e -> e.getFormattedMessage().endsWith("chmod o-w " + directory));
  }

  @ParameterizedTest
  @CsvSource({
    "rw-------, 0",
    "rw-r-----, 1",
    "rw-r--r--, 1",
  })
  void aFileIsWarnedOfIfOthersCanReadIt(String permissions, int warnings) throws Exception {
    Path file = Files.createFile(directory.resolve("actor-proxy.db"));
    Files.setPosixFilePermissions(file, fromString(permissions));

    OwnFiles.warnIfFileIsOpen(file);

    assertThat(log.list).hasSize(warnings);
    assertThat(log.list).allMatch(e -> e.getFormattedMessage().endsWith("chmod go= " + file));
  }
}
