package io.actorproxy.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo holds what it promises, and says so when something is not as it should be. */
@Tag("dist")
@Timeout(120)
final class DemoIT {
  @TempDir private Path directory;

  private record Outcome(int status, String printed) {}

  private Outcome demoOf(Path dist) throws Exception {
    Path printed = directory.resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
            Path.of("../../docs/examples/Demo.java").toString());
    builder.environment().put("PROXY_DIST", dist.toAbsolutePath().toString());
    Process demo = builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
    assertThat(demo.waitFor(100, TimeUnit.SECONDS)).isTrue();
    return new Outcome(demo.exitValue(), Files.readString(printed));
  }

  @Test
  void theStateSurvivesAndNothingIsLeftBehind() throws Exception {
    Outcome outcome = demoOf(Path.of("../target/dist"));

    assertThat(outcome.printed()).contains("The state survived kill -9.");
    assertThat(outcome.status()).isZero();
    try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aProxyThatDoesNotStartIsAClearFailure() throws Exception {
    Path program = Files.createDirectories(directory.resolve("bin")).resolve("actor-proxy");
    Files.writeString(program, "#!/bin/sh\necho the reason why\nexit 3\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();

    Outcome outcome = demoOf(directory);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.printed()).contains("The demo failed").contains("the reason why");
  }
}
