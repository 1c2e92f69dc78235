package io.actorproxy.verify;

import io.actorproxy.scenario.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A server whose process belongs to the run, so that it can be killed and paused. */
final class DatabaseServer implements Database {
  private static final int SLOW_STEP_MILLIS = 30;

  private final Child server;
  private final Map<String, String> environment;

  private DatabaseServer(Child server, Map<String, String> environment) {
    this.server = server;
    this.environment = environment;
  }

  /** Starts a PostgreSQL whose data are in the directory. */
  static DatabaseServer postgres(Path directory, Path log) throws IOException {
    int port = Ports.free();
    Path data = directory.resolve("postgres");
    long pid;
    List<String> command;
    // The first one makes the files, and shows how the binary is started.
    try (EmbeddedPostgres _ =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .start()) {
      pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
      command = commandOf(pid);
    }
    Child server = new Child("PostgreSQL", command, Map.of(), port, log);
    server.start();
    return new DatabaseServer(server, environment("postgres", port, "postgres", "postgres"));
  }

  private static Map<String, String> environment(
      String type, int port, String user, String password) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PROXY_DATABASE_TYPE", type);
    variables.put("PROXY_DATABASE_PORT", Integer.toString(port));
    variables.put("PROXY_DATABASE_NAME", type);
    variables.put("PROXY_DATABASE_USERNAME", user);
    variables.put("PROXY_DATABASE_SECRET", password);
    variables.put("PROXY_STATE_ALLOW_PLAINTEXT", "true");
    return variables;
  }

  private static List<String> commandOf(long pid) throws IOException {
    ProcessHandle.Info info =
        ProcessHandle.of(pid).orElseThrow(() -> new IOException("no process " + pid)).info();
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(info.command().orElseThrow(() -> new IOException("no command of " + pid)));
    command.addAll(List.of(info.arguments().orElse(new String[0])));
    return command;
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public Child server() {
    return server;
  }

  @Override
  public void hold() throws IOException {
    server.pause();
  }

  @Override
  public void release() throws IOException {
    server.resume();
  }

  @Override
  public void slow(int millis) throws IOException {
    for (int left = millis; left > 0; left -= 2 * SLOW_STEP_MILLIS) {
      server.pause();
      Pause.millis(SLOW_STEP_MILLIS);
      server.resume();
      Pause.millis(SLOW_STEP_MILLIS);
    }
  }

  @Override
  public void close() throws IOException {
    server.kill9();
  }
}
