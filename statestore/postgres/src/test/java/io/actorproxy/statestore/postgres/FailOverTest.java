package io.actorproxy.statestore.postgres;

import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.testkit.FailOverContract;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A standby that follows its primary by streaming replication, and is promoted. */
final class FailOverTest extends FailOverContract {

  @Override
  protected StateStoreDriver driver() {
    return new PostgresStoreDriver();
  }

  @Override
  protected Pair start(Path directory) throws IOException {
    Path data = directory.resolve("first");
    Path copy = directory.resolve("second");
    // The program that copies a running server does not come with the embedded one.
    EmbeddedPostgres original = start(data, 0);
    int port = original.getPort();
    original.close();
    copy(data, copy);
    Files.writeString(
        copy.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres'%n".formatted(port),
        StandardOpenOption.APPEND);
    Files.createFile(copy.resolve("standby.signal"));
    return new Embedded(start(data, port), start(copy, 0));
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file));
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        if (Files.isDirectory(file)) {
          Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
        }
      }
    }
  }

  private record Embedded(EmbeddedPostgres first, EmbeddedPostgres second) implements Pair {

    @Override
    public int firstPort() {
      return first.getPort();
    }

    @Override
    public int secondPort() {
      return second.getPort();
    }

    @Override
    public Map<String, String> properties() {
      return TestServer.propertiesOf(first.getPort());
    }

    @Override
    public void demoteFirst() throws SQLException {
      execute(first, "ALTER SYSTEM SET default_transaction_read_only = on");
      execute(first, "SELECT pg_reload_conf()");
      String last = value(first, "SELECT pg_current_wal_flush_lsn()");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  value(
                          second,
                          "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '%s') >= 0"
                              .formatted(last))
                      .equals("t"));
    }

    @Override
    public void promoteSecond() throws SQLException {
      value(second, "SELECT pg_promote()");
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    private static String value(EmbeddedPostgres server, String sql) throws SQLException {
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getString(1);
      }
    }

    @Override
    public void close() {
      for (EmbeddedPostgres server : List.of(second, first)) {
        try {
          server.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
