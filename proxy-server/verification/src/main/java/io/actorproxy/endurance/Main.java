package io.actorproxy.endurance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What {@code ./proxy endure} starts, in the directory of the module. */
final class Main {
  private static final int SHOWN_MAX = 20;

  private Main() {}

  static void main(String[] arguments) throws IOException, InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(Plan.USAGE);
      return;
    }
    Plan plan;
    try {
      plan = Plan.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("endure: " + e.getMessage() + "\n\n" + Plan.USAGE);
      System.exit(2);
      return;
    }
    System.out.println("endure: " + plan);
    Path directory =
        Path.of("target", "endure", plan.store() + "-" + ProcessHandle.current().pid())
            .toAbsolutePath();
    Endurance.Report report = Endurance.run(plan, directory, System.out);
    report.violations().stream()
        .limit(SHOWN_MAX)
        .forEach(violation -> System.out.println("VIOLATION " + violation));
    System.out.println("logs and data: " + directory);
    System.out.println(report.text());
    System.exit(report.violations().isEmpty() ? 0 : 1);
  }
}
