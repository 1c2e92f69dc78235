package io.actorproxy.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server of states, to be killed, held up, and started again on the same data and port. */
interface DatabaseServer {
  /** What tells a proxy to keep its states here. */
  Map<String, String> environment();

  /** Its processes, the one that starts others first. */
  List<ProcessHandle> processes() throws IOException;

  /** Starts the server that was killed; returns when it takes connections. */
  void restart() throws Exception;

  void close() throws Exception;

  /** Ends the server and all its backends as a crash of the machine does. */
  default void kill9() throws IOException {
    List<ProcessHandle> processes = processes();
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  /** From now on nothing is answered and nothing refused, until {@link #resume}. */
  default void hang() throws IOException, InterruptedException {
    signal("STOP");
  }

  default void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes().forEach(process -> command.add(Long.toString(process.pid())));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("failed: " + command);
    }
  }
}
