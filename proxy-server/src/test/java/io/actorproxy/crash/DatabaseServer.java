package io.actorproxy.crash;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL server, to be killed, held up, and started again on the same data and port. */
final class DatabaseServer implements AutoCloseable {
  private final Path data;
  private EmbeddedPostgres server;

  DatabaseServer(Path directory) throws IOException {
    this.data = directory.resolve("database");
    this.server = start(0);
  }

  private EmbeddedPostgres start(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  /** What tells a proxy to keep its states here. */
  Map<String, String> environment() {
    return Map.of(
        "PROXY_DATABASE_TYPE", "postgres",
        "PROXY_DATABASE_HOST", "127.0.0.1",
        "PROXY_DATABASE_PORT", Integer.toString(server.getPort()),
        "PROXY_DATABASE_NAME", "postgres",
        "PROXY_DATABASE_USERNAME", "postgres",
        "PROXY_DATABASE_SECRET", "postgres",
        "PROXY_DATABASE_POOL_SIZE", "5",
        "PROXY_STATE_ALLOW_PLAINTEXT", "true");
  }

  /** Ends the server and all its backends as a crash of the machine does. */
  void kill9() throws IOException {
    List<ProcessHandle> processes = processes();
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  /** Starts the server that was killed; returns when it takes connections. */
  void restart() throws IOException {
    int port = server.getPort();
    server.close();
    server = start(port);
  }

  /** From now on nothing is answered and nothing refused, until {@link #goOn}. */
  void hang() throws IOException, InterruptedException {
    signal("STOP");
  }

  void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes().forEach(process -> command.add(Long.toString(process.pid())));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("failed: " + command);
    }
  }

  /** The server first, so that it starts no backend in place of one that ended. */
  private List<ProcessHandle> processes() throws IOException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
