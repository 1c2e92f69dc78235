package io.actorproxy.verify;

import io.actorproxy.rolling.RollingMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code ./proxy verify --cluster} starts. */
final class ClusterMain {
  private static final int SHOWN_MAX = 20;

  private ClusterMain() {}

  static void main(List<String> all) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(all);
    arguments.remove("--cluster");
    if (arguments.contains("--help")) {
      System.out.print(ClusterOptions.USAGE + "\n" + RollingMain.USAGE);
    } else if (arguments.contains("--rolling")
        || arguments.contains("--takeover")
        || arguments.contains("--scale-out")) {
      RollingMain.main(arguments);
    } else {
      verify(arguments);
    }
  }

  private static void verify(List<String> arguments) throws IOException, InterruptedException {
    ClusterOptions options;
    try {
      options = ClusterOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("verify: " + e.getMessage() + "\n\n" + ClusterOptions.USAGE);
      System.exit(2);
      return;
    }
    System.out.println("verify: " + options);
    Path directory =
        Path.of(
                "target",
                "verify",
                "cluster-%s-%d-%d"
                    .formatted(options.store(), options.seed(), ProcessHandle.current().pid()))
            .toAbsolutePath();
    ClusterVerification.Report report = ClusterVerification.run(options, directory, System.out);
    Files.write(directory.resolve("violations.log"), report.violations());
    Files.write(directory.resolve("overlaps-matched.log"), report.matched());
    Files.write(directory.resolve("late-excused.log"), report.excused());
    report.matched().stream()
        .limit(SHOWN_MAX)
        .forEach(overlap -> System.out.println("overlap " + overlap));
    report.violations().stream()
        .limit(SHOWN_MAX)
        .forEach(violation -> System.out.println("VIOLATION " + violation));
    System.out.println("logs, data and all violations: " + directory);
    System.out.println(report.line(options));
    System.exit(report.violations().isEmpty() ? 0 : 1);
  }
}
