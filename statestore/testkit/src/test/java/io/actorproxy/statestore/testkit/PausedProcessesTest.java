package io.actorproxy.statestore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PausedProcessesTest {

  private Process sleeper;

  @BeforeEach
  void startASleeper() throws IOException {
    sleeper = new ProcessBuilder("sleep", "60").start();
  }

  @AfterEach
  void endTheSleeper() {
    sleeper.destroyForcibly();
  }

  @Test
  void aPausedProcessStandsStillUntilItIsClosed() throws Exception {
    try (PausedProcesses _ = PausedProcesses.of(List.of(sleeper.toHandle()))) {
      await().until(() -> state() == 'T');
    }
    await().until(() -> state() == 'S');
  }

  @Test
  void aPausedProcessThatIsKilledCanBeClosed() throws Exception {
    try (PausedProcesses _ = PausedProcesses.of(List.of(sleeper.toHandle()))) {
      assertThat(sleeper.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The guard has lost its pipe then. */
  @Test
  void aPausedProcessEndsWithTheJvmThatHasPausedIt() throws Exception {
    PausedProcesses paused = PausedProcesses.of(List.of(sleeper.toHandle()));
    paused.abandon();
    assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  private char state() throws IOException {
    String line = Files.readString(Path.of("/proc", Long.toString(sleeper.pid()), "stat"));
    return line.charAt(line.lastIndexOf(')') + 2);
  }
}
