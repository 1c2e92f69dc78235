package io.actorproxy.cost;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * How often a process asked the system for something, as strace counts it.
 *
 * @param counts by the name of the system call
 */
record SystemCalls(Map<String, Double> counts) {
  static final List<String> SENDS = List.of("sendto", "sendmsg", "sendmmsg", "writev");
  static final List<String> RECEIVES = List.of("recvfrom", "recvmsg", "recvmmsg", "readv");

  /** Loops write to their eventfd; the other threads of a JVM meet at futexes. */
  static final List<String> WAKE_UPS = List.of("write", "futex");

  static final List<String> SYNCS = List.of("fsync", "fdatasync", "msync", "sync_file_range");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A line of the summary: % time, seconds, usecs/call, calls, perhaps errors, and the name. */
  private static final Pattern LINE =
      Pattern.compile("\\s*[\\d.]+\\s+[\\d.]+\\s+\\d+\\s+(\\d+)(?:\\s+\\d+)?\\s+(\\w+)\\s*");

  /** What is done while the calls are counted. */
  interface Work {
    void run() throws Exception;
  }

  /**
   * Counts the system calls of all threads of a process.
   *
   * @param scratch for the output of strace
   */
  static SystemCalls of(long pid, Path scratch, Work work) throws Exception {
    Path summary = scratch.resolve("strace.summary");
    Path log = scratch.resolve("strace.log");
    Process strace = start(pid, summary, log);
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !strace.isAlive() || Files.readString(log).contains(" attached"));
      work.run();
      if (!strace.isAlive()) {
        throw new AssertionError(
            "Expected strace to count, but it ended; run the test as a user who may trace: "
                + Files.readString(log));
      }
    } finally {
      // It lets the process go and writes what it has counted.
      strace.destroy();
      if (!strace.waitFor(PATIENCE.toSeconds(), SECONDS)) {
        strace.destroyForcibly();
      }
    }
    return parse(Files.readAllLines(summary));
  }

  static SystemCalls parse(List<String> summary) {
    Map<String, Double> counts = new TreeMap<>();
    for (String line : summary) {
      Matcher call = LINE.matcher(line);
      if (call.matches() && !call.group(2).equals("total")) {
        counts.put(call.group(2), Double.parseDouble(call.group(1)));
      }
    }
    return new SystemCalls(counts);
  }

  SystemCalls per(int times) {
    Map<String, Double> each = new TreeMap<>();
    counts.forEach((name, count) -> each.put(name, count / times));
    return new SystemCalls(each);
  }

  double all() {
    return counts.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  double of(Collection<String> names) {
    return names.stream().mapToDouble(name -> counts.getOrDefault(name, 0.0)).sum();
  }

  /** The most frequent first, and without those that hardly ever happen. */
  @Override
  public String toString() {
    return counts.entrySet().stream()
        .filter(count -> count.getValue() >= 0.005)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(count -> "%s %.2f".formatted(count.getKey(), count.getValue()))
        .collect(joining(", ", "%.2f system calls: ".formatted(all()), ""));
  }

  private static Process start(long pid, Path summary, Path log) throws IOException {
    String[] command = {"strace", "-f", "-c", "-o", summary.toString(), "-p", Long.toString(pid)};
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      throw new AssertionError(
          "Expected the command strace, but it does not start; install the package strace", e);
    }
  }
}
