package io.actorproxy.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code ./proxy verify} starts, in the directory of the module. */
final class Main {
  private static final int SHOWN_MAX = 20;

  private Main() {}

  static void main(String[] arguments) throws IOException, InterruptedException {
    if (List.of(arguments).contains("--cluster")) {
      ClusterMain.main(List.of(arguments));
      return;
    }
    Options options;
    if (List.of(arguments).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    try {
      options = Options.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("verify: " + e.getMessage() + "\n\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    System.out.println("verify: " + options);
    Path directory =
        Path.of("target", "verify", options.store() + "-" + options.seed() + "-" + pid())
            .toAbsolutePath();
    Verification.Report report = Verification.run(options, directory, System.out);
    Files.write(directory.resolve("violations.log"), report.violations());
    report.violations().stream()
        .limit(SHOWN_MAX)
        .forEach(violation -> System.out.println("VIOLATION " + violation));
    System.out.println("logs, data and all violations: " + directory);
    System.out.println(report.line(options));
    System.exit(report.violations().isEmpty() ? 0 : 1);
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }
}
