package io.actorproxy.statestore.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/**
 * Brings the tables of the file up to date. The file itself remembers how many of the scripts it
 * has seen, in {@code PRAGMA user_version}.
 */
final class Schema {

  /** Marks the file as ours, in {@code PRAGMA application_id}: "ActP" in ASCII. */
  private static final int APPLICATION_ID = 0x41637450;

  /** In the order in which they run. A released script is never changed, only followed. */
  private static final List<String> SCRIPTS =
      List.of(
          "1-actors.sql",
          "2-messages.sql",
          "3-history-chain.sql",
          "4-instance-names.sql",
          "5-claim-owners.sql");

  private Schema() {}

  /** All missing scripts run in one transaction, so that a crash leaves none of them half done. */
  static void migrate(DatabaseFile file) throws StoreException {
    try (Connection connection = file.connectWriter()) {
      migrate(connection, file);
    } catch (SQLException e) {
      throw file.failure("open", e);
    }
  }

  private static void migrate(Connection connection, DatabaseFile file)
      throws SQLException, StoreConfigException {
    try (Statement statement = connection.createStatement()) {
      requireOurs(statement, file);
      int version = number(statement, "PRAGMA user_version");
      if (version > SCRIPTS.size()) {
        throw new StoreConfigException(
            "%s has schema %d, but this version of the proxy knows %d only. Start a newer one."
                .formatted(file, version, SCRIPTS.size()));
      }
      for (String script : SCRIPTS.subList(version, SCRIPTS.size())) {
        statement.executeUpdate(read(script));
      }
      if (version < SCRIPTS.size()) {
        statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
        statement.executeUpdate("PRAGMA user_version = " + SCRIPTS.size());
      }
      connection.commit();
    }
  }

  private static void requireOurs(Statement statement, DatabaseFile file)
      throws SQLException, StoreConfigException {
    boolean ours = number(statement, "PRAGMA application_id") == APPLICATION_ID;
    boolean empty = number(statement, "SELECT count(*) FROM sqlite_schema") == 0;
    if (!ours && !empty) {
      throw new StoreConfigException(
          "%s is a database of another program. Move it away, or choose another PROXY_DATA_DIR."
              .formatted(file));
    }
  }

  private static int number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static String read(String script) {
    try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(script))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the script " + script, e);
    }
  }
}
