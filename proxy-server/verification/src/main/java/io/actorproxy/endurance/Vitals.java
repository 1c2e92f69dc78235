package io.actorproxy.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What a process takes, looked at now and then. */
final class Vitals {
  /**
   * One look.
   *
   * @param seconds since the load began
   */
  record Sample(double seconds, long rssKiB, long threads, long descriptors) {}

  private final List<Sample> samples = new ArrayList<>();

  /** Looks at a process; one that has just ended is passed over. */
  void look(long pid, double seconds) {
    Path process = Path.of("/proc", Long.toString(pid));
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      List<String> status = Files.readAllLines(process.resolve("status"));
      long rss = number(status, "VmRSS:");
      if (rss > 0) {
        samples.add(new Sample(seconds, rss, number(status, "Threads:"), open.count()));
      }
    } catch (IOException gone) {
      // It was killed, and the next one is not there yet.
    }
  }

  private static long number(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0L);
  }

  /** The largest of the first third of the time, and of the last. */
  String compared(double seconds) {
    return "RSS %s KiB, threads %s, descriptors %s"
        .formatted(
            compared(seconds, Sample::rssKiB),
            compared(seconds, Sample::threads),
            compared(seconds, Sample::descriptors));
  }

  private String compared(double seconds, ToLongFunction<Sample> figure) {
    return "%s -> %s"
        .formatted(spread(0, seconds / 3, figure), spread(seconds * 2 / 3, seconds, figure));
  }

  private String spread(double from, double until, ToLongFunction<Sample> figure) {
    List<Long> values =
        samples.stream()
            .filter(sample -> sample.seconds() >= from && sample.seconds() < until)
            .map(figure::applyAsLong)
            .sorted()
            .toList();
    return values.isEmpty()
        ? "-"
        : "%d (median %d)".formatted(values.getLast(), values.get(values.size() / 2));
  }
}
