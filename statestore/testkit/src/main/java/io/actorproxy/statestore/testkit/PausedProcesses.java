package io.actorproxy.statestore.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes that stand still until this is closed. If the JVM ends before, however it does, they
 * end with it: nothing else would continue them.
 */
public final class PausedProcesses implements AutoCloseable {

  /**
   * A thread stops when it is next scheduled, so it is waited for until each of them has. Then the
   * script waits for a line, which means to continue, or for the end of the pipe. Some processes
   * may have ended by then.
   */
  private static final String SCRIPT =
      """
      kill -STOP "$@"
      for process; do
        while grep -q '^State:.[^TtXZ]' /proc/"$process"/task/*/status 2>/dev/null; do sleep 0.01; done
      done
      echo paused
      if read -r _; then kill -CONT "$@"; else kill -KILL "$@"; fi
      """;

  private final Process guard;

  private PausedProcesses(Process guard) {
    this.guard = guard;
  }

  /** Pauses processes, in this order; returns when they stand still. */
  public static PausedProcesses of(List<ProcessHandle> processes) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    Process guard =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    if (guard.getInputStream().read() < 0) {
      throw new IOException("cannot pause " + processes);
    }
    return new PausedProcesses(guard);
  }

  /** Does to the guard what the end of the JVM does. */
  void abandon() throws IOException {
    guard.getOutputStream().close();
  }

  /** Resumes them. */
  @Override
  public void close() throws IOException {
    if (!guard.isAlive()) {
      return;
    }
    try (OutputStream line = guard.getOutputStream()) {
      line.write('\n');
    }
    guard.onExit().join();
  }
}
