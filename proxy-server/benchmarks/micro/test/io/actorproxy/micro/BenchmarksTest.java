package io.actorproxy.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks keep working: each runs for a moment, and its speed is not looked at. */
final class BenchmarksTest {
  @TempDir private Path directory;

  private static Collection<RunResult> runShortly() throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .forks(0)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(10))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build())
        .run();
  }

  @Test
  void eachRunsAndIsOnThePage() throws Exception {
    int benchmarks =
        BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
            .size();

    new Page(Map.of("commit", "abc"), runShortly()).save(directory);

    String page = Files.readString(directory.resolve("micro.md"));
    assertThat(benchmarks).isPositive();
    assertThat(
            page.lines()
                .filter(line -> line.matches("\\| \\w+\\.\\w+ \\|.*"))
                .map(BenchmarksTest::name)
                .distinct())
        .hasSize(benchmarks);
    assertThat(page).contains("| commit | abc |");
    assertThat(Files.readString(directory.resolve("micro.json"))).contains("\"commit\": \"abc\"");
  }

  private static String name(String line) {
    return line.substring(0, line.indexOf(" | "));
  }

  @Test
  void theCommandLineSaysWhatRunsHowOftenAndWhetherItIsKept() {
    assertThat(Main.Options.read(List.of())).isEqualTo(new Main.Options(List.of(), 1, false));
    assertThat(Main.Options.read(List.of("Turn", "--forks", "3", "--save")))
        .isEqualTo(new Main.Options(List.of("Turn"), 3, true));
  }

  @Test
  void anUnknownOptionIsRefused() {
    assertThatThrownBy(() -> Main.Options.read(List.of("--quick")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown option --quick");
    assertThatThrownBy(() -> Main.Options.read(List.of("--forks")))
        .hasMessage("Expected --forks from 1 to 99, but got none");
  }
}
