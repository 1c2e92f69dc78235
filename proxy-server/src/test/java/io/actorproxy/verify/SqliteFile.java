package io.actorproxy.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file of the driver {@code sqlite}. It is slow while another program writes to it. */
final class SqliteFile implements Database {
  private final Path directory;

  SqliteFile(Path directory) {
    this.directory = directory;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("PROXY_DATABASE_TYPE", "sqlite", "PROXY_DATA_DIR", directory.toString());
  }

  @Override
  public @Nullable Child server() {
    return null;
  }

  @Override
  public void slow(int millis) throws IOException {
    String url = "jdbc:sqlite:" + directory.resolve("actor-proxy.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.execute("BEGIN IMMEDIATE");
      Pause.millis(millis);
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {}
}
