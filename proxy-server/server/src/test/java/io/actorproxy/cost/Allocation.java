package io.actorproxy.cost;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the threads of a JVM have allocated, as it says itself. */
final class Allocation {
  private static final Path JCMD = Path.of("../target/dist/runtime/bin/jcmd");
  private static final Pattern ALLOCATED = Pattern.compile(" allocated=(\\d+)([BKMG])");

  private Allocation() {}

  /**
   * Bytes that all live threads of a process have allocated so far. Each thread's figure is exact
   * to 1 %, or to a mebibyte from 100 MiB on.
   *
   * @param scratch for the output of jcmd
   */
  static long bytes(long pid, Path scratch) throws IOException, InterruptedException {
    Path output = scratch.resolve("threads");
    String[] command = {JCMD.toString(), Long.toString(pid), "Thread.print", "-e"};
    Process jcmd =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!jcmd.waitFor(30, SECONDS) || jcmd.exitValue() != 0) {
      jcmd.destroyForcibly();
      throw new AssertionError("Expected jcmd to tell the threads: " + Files.readString(output));
    }
    long sum = 0;
    Matcher allocated = ALLOCATED.matcher(Files.readString(output));
    while (allocated.find()) {
      int power = "BKMG".indexOf(allocated.group(2));
      sum += Long.parseLong(allocated.group(1)) << (10 * power);
    }
    return sum;
  }
}
