package io.actorproxy.micro;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@code ./proxy bench --micro [filter] [--forks n] [--save]}. */
public final class Main {
  private static final String USAGE =
      """
      usage: ./proxy bench --micro [filter] [--forks n] [--save]

        filter     a regular expression that is found in the names of what is to run (all)
        --forks n  JVMs for each benchmark, one after the other (1)
        --save     write the results to docs/benchmarks
      """;

  /** As the distribution starts, but with a heap whose size does not change. */
  private static final String[] JVM = {
    "-XX:+UseSerialGC",
    "-XX:+UseCompactObjectHeaders",
    "-Xms1g",
    "-Xmx1g",
    "-Dio.netty.noUnsafe=false",
    "-Dio.netty.leakDetection.level=disabled",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED"
  };

  static final int WARM_UPS = 5;
  static final int WARM_UP_MILLIS = 500;
  static final int MEASUREMENTS = 5;
  static final int MEASUREMENT_MILLIS = 300;

  private Main() {}

  /** What is to run, and whether it is kept. */
  record Options(List<String> filters, int forks, boolean save) {
    /** Reads the command line; throws IllegalArgumentException with what is wrong with it. */
    static Options read(List<String> arguments) {
      List<String> filters = new ArrayList<>();
      int forks = 1;
      boolean save = false;
      for (int i = 0; i < arguments.size(); i++) {
        switch (arguments.get(i)) {
          case "--save" -> save = true;
          case "--forks" -> forks = positive(++i < arguments.size() ? arguments.get(i) : "none");
          case String option when option.startsWith("-") ->
              throw new IllegalArgumentException("unknown option " + option);
          case String filter -> filters.add(filter);
        }
      }
      return new Options(filters, forks, save);
    }

    private static int positive(String number) {
      if (!number.matches("[1-9][0-9]?")) {
        throw new IllegalArgumentException("Expected --forks from 1 to 99, but got " + number);
      }
      return Integer.parseInt(number);
    }
  }

  /** Runs from the root of the project. */
  public static void main(String[] arguments) throws RunnerException, IOException {
    Options options;
    try {
      options = Options.read(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.print("bench: " + e.getMessage() + "\n" + USAGE);
      System.exit(2);
      return;
    }
    Page page = new Page(Conditions.ofThisRun(options.forks()), run(options));
    System.out.println("\n" + page.markdown());
    if (options.save()) {
      page.save(Path.of("docs/benchmarks"));
    }
  }

  private static Collection<RunResult> run(Options options) throws RunnerException {
    ChainedOptionsBuilder benchmarks =
        new OptionsBuilder()
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(options.forks())
            .jvmArgs(JVM)
            .warmupIterations(WARM_UPS)
            .warmupTime(TimeValue.milliseconds(WARM_UP_MILLIS))
            .measurementIterations(MEASUREMENTS)
            .measurementTime(TimeValue.milliseconds(MEASUREMENT_MILLIS))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true);
    options.filters().forEach(benchmarks::include);
    return new Runner(benchmarks.build()).run();
  }
}
