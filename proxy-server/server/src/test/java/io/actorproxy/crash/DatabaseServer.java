package io.actorproxy.crash;

import io.actorproxy.statestore.testkit.PausedProcesses;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A server of states, to be killed, held up, and started again on the same data and port. */
interface DatabaseServer extends AutoCloseable {
  /** What tells a proxy to keep its states here. */
  Map<String, String> environment();

  /** Its processes, the one that starts others first. */
  List<ProcessHandle> processes() throws IOException;

  /** Starts the server that was killed; returns when it takes connections. */
  void restart() throws Exception;

  @Override
  void close() throws Exception;

  /** Ends the server and all its backends as a crash of the machine does. */
  default void kill9() throws IOException {
    List<ProcessHandle> processes = processes();
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  /** From now on nothing is answered and nothing refused, until the result is closed. */
  default PausedProcesses hang() throws IOException {
    return PausedProcesses.of(processes());
  }
}
