package io.actorproxy.verify;

import io.actorproxy.process.Child;
import io.actorproxy.process.Database;
import io.actorproxy.process.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file of the driver {@code sqlite}. It is slow while another program writes to it. */
public final class SqliteFile implements Database {
  private final Path directory;

  /** Holds the one lock for writing. */
  private @Nullable Connection holder;

  public SqliteFile(Path directory) {
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
  public void hold() throws IOException {
    try {
      holder = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("actor-proxy.db"));
      try (Statement statement = holder.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 10000");
        statement.execute("BEGIN IMMEDIATE");
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void release() throws IOException {
    Connection connection = holder;
    holder = null;
    try {
      if (connection != null) {
        // Which ends what it has begun.
        connection.close();
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void slow(int millis) throws IOException {
    hold();
    Pause.millis(millis);
    release();
  }

  @Override
  public void close() {}
}
