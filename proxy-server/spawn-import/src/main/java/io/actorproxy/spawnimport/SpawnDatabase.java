package io.actorproxy.spawnimport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A database of Spawn on PostgreSQL or MariaDB, which is only read. All rows come in one query, so
 * they are of one moment, and need no index that Spawn's tables do not have. Used by one thread.
 */
public final class SpawnDatabase implements AutoCloseable {
  private static final String POSTGRES = "jdbc:postgresql:";
  private static final String MARIADB = "jdbc:mariadb:";

  /** How many rows are fetched at once: few, since each may be as large as a state. */
  private static final int FETCH = 50;

  /** Every row, those of an actor together, the earlier ones first in the order of writing. */
  private static final String ALL =
      """
      SELECT id, system, actor, is_current, revision, tags, data_type, data FROM (%s) AS spawn_rows
      WHERE (system = ? OR ?) AND (actor = ? OR ?)
      ORDER BY %s, id, is_current, written
      """;

  private static final String POSTGRES_CURRENT =
      """
      SELECT id, system, actor, 1 AS is_current, revision, CAST(tags AS text) AS tags, data_type,
        data, 0 AS written FROM snapshots
      """;
  private static final String POSTGRES_EARLIER =
      """
      UNION ALL
      SELECT actor_id, system, actor, 0, revision, CAST(tags AS text), data_type, data,
        historical_id FROM historical_snapshots
      """;

  /** Names are compared byte by byte, whatever the collation of the table. */
  private static final String POSTGRES_ORDER = "system COLLATE \"C\", actor COLLATE \"C\"";

  private static final String MARIADB_ORDER = "CAST(system AS BINARY), CAST(actor AS BINARY)";

  /** The server keeps what a row was; the current one ends as late as can be said. */
  private static final String MARIADB_VERSIONED =
      """
      SELECT id, system, actor, UNIX_TIMESTAMP(row_end) > UNIX_TIMESTAMP() + 86400 AS is_current,
        revision, tags, data_type, data, row_end AS written FROM snapshots FOR SYSTEM_TIME ALL
      """;

  private static final String MARIADB_PLAIN =
      """
      SELECT id, system, actor, 1 AS is_current, revision, tags, data_type, data, 0 AS written
      FROM snapshots
      """;

  private final Connection connection;
  private final String query;

  private SpawnDatabase(Connection connection, String query) {
    this.connection = connection;
    this.query = query;
  }

  /** Whether there is a driver for such a URL. */
  public static boolean supports(String url) {
    return url.startsWith(POSTGRES) || url.startsWith(MARIADB);
  }

  /**
   * Connects, and looks which tables there are.
   *
   * @param url a JDBC URL of one of the {@linkplain #supports supported} databases
   * @param user empty if the URL says it
   * @param password empty if there is none, or the URL says it
   * @throws SourceException if it cannot be reached, or has no table {@code snapshots}
   */
  public static SpawnDatabase open(String url, String user, String password)
      throws SourceException {
    Properties properties = new Properties();
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    try {
      Connection connection = DriverManager.getConnection(url, properties);
      try {
        connection.setReadOnly(true);
        // Without a transaction the driver of PostgreSQL would fetch everything at once.
        connection.setAutoCommit(false);
        return new SpawnDatabase(
            connection, url.startsWith(POSTGRES) ? postgres(connection) : mariaDb(connection));
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static String postgres(Connection connection) throws SQLException {
    boolean history = isTrue(connection, "SELECT to_regclass('historical_snapshots') IS NOT NULL");
    return ALL.formatted(
        history ? POSTGRES_CURRENT + POSTGRES_EARLIER : POSTGRES_CURRENT, POSTGRES_ORDER);
  }

  private static String mariaDb(Connection connection) throws SQLException {
    boolean versioned =
        isTrue(
            connection,
            """
            SELECT count(*) = 1 FROM information_schema.tables WHERE table_schema = database()
            AND table_name = 'snapshots' AND table_type = 'SYSTEM VERSIONED'
            """);
    return ALL.formatted(versioned ? MARIADB_VERSIONED : MARIADB_PLAIN, MARIADB_ORDER);
  }

  private static boolean isTrue(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /**
   * The rows of a system, or of all if there is no system, of an actor, or of all if there is none.
   * Only one such query at a time; fetched in pieces, so that a database may be larger than memory.
   */
  Rows rows(@Nullable String system, @Nullable String actor) throws SourceException {
    try {
      @SuppressWarnings("resource") // Its rows close it.
      PreparedStatement statement = connection.prepareStatement(query);
      statement.closeOnCompletion();
      statement.setFetchSize(FETCH);
      statement.setString(1, Objects.requireNonNullElse(system, ""));
      statement.setBoolean(2, system == null);
      statement.setString(3, Objects.requireNonNullElse(actor, ""));
      statement.setBoolean(4, actor == null);
      return new Rows(statement.executeQuery());
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** A walk over rows. */
  static final class Rows implements AutoCloseable {
    private final ResultSet results;

    private Rows(ResultSet results) {
      this.results = results;
    }

    /** The next row; null behind the last. */
    @Nullable SpawnRow next() throws SourceException {
      try {
        return results.next() ? row() : null;
      } catch (SQLException e) {
        throw failed(e);
      }
    }

    private SpawnRow row() throws SQLException {
      return new SpawnRow(
          results.getLong(1),
          Objects.requireNonNullElse(results.getString(2), ""),
          Objects.requireNonNullElse(results.getString(3), ""),
          results.getBoolean(4),
          results.getLong(5),
          results.getString(6),
          results.getString(7),
          results.getBytes(8));
    }

    @Override
    public void close() throws SourceException {
      try {
        results.close();
      } catch (SQLException e) {
        throw failed(e);
      }
    }
  }

  @Override
  public void close() throws SourceException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static SourceException failed(SQLException e) {
    return new SourceException("Cannot read Spawn's database: " + e.getMessage(), e);
  }
}
