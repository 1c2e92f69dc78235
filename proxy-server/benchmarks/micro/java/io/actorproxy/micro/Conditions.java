package io.actorproxy.micro;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Under which conditions a run was made. */
final class Conditions {
  private Conditions() {}

  /** Asked when the run begins, in the order in which a reader wants them. */
  static Map<String, String> ofThisRun(int forks) throws IOException {
    Map<String, String> conditions = new LinkedHashMap<>();
    conditions.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
    conditions.put("commit", commit());
    conditions.put("processor", processor());
    conditions.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    conditions.put(
        "load at the beginning",
        "%.1f".formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    conditions.put(
        "kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    conditions.put("java", Runtime.version().toString());
    conditions.put(
        "each benchmark",
        "%d JVM, %d warm-ups of %d ms and %d measurements of %d ms, one thread"
            .formatted(
                forks,
                Main.WARM_UPS,
                Main.WARM_UP_MILLIS,
                Main.MEASUREMENTS,
                Main.MEASUREMENT_MILLIS));
    return conditions;
  }

  private static String commit() throws IOException {
    Process git =
        new ProcessBuilder("git", "describe", "--always", "--abbrev=12", "--dirty", "--exclude=*")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return commit.isEmpty() ? "unknown" : commit;
  }

  private static String processor() throws IOException {
    Path information = Path.of("/proc/cpuinfo");
    if (Files.isReadable(information)) {
      for (String line : Files.readAllLines(information)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }
}
