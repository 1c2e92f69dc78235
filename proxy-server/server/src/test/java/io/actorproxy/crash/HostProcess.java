package io.actorproxy.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An {@link AddingHost} in a process of its own, which can be killed. */
final class HostProcess implements AutoCloseable {
  private final Process process;
  private final int port;
  private final List<String> executed = new CopyOnWriteArrayList<>();
  private final Thread reader;

  /** Starts it; returns when it listens on the port, or any if that is 0. */
  HostProcess(int port) throws IOException {
    this.process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                AddingHost.class.getName(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines = process.inputReader();
    String first = lines.readLine();
    if (first == null) {
      throw new IOException("the host did not start");
    }
    this.port = Integer.parseInt(first);
    this.reader = Thread.startVirtualThread(() -> lines.lines().forEach(executed::add));
  }

  int port() {
    return port;
  }

  /** Ends it as a crash does; returns the ids of the adds that it executed in its life. */
  List<String> kill9() throws InterruptedException {
    // Process.destroyForcibly would throw away what is still to be read.
    process.toHandle().destroyForcibly();
    process.waitFor();
    reader.join();
    return executed;
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
  }
}
