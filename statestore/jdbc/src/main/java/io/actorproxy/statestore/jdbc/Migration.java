package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables up to date. A lock in the database lets one proxy do so while others wait, and
 * the database remembers which scripts it has seen.
 */
final class Migration {

  /** In seconds, about; a script may take its time on large tables. */
  private static final int LOCK_RETRIES = 60;

  private Migration() {}

  static void run(Dialect dialect) throws StoreException {
    try (Connection locking = Connections.connect(dialect)) {
      dialect.lockMigration(locking);
      migrate(dialect);
    } catch (SQLException e) {
      throw new Failures(dialect).opening(e);
    }
  }

  private static void migrate(Dialect dialect) throws StoreException {
    Properties properties = dialect.properties();
    String user = properties.getProperty("user");
    String password = properties.getProperty("password");
    Map<String, String> others = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> others.put(n, properties.getProperty(n)));
    try {
      dialect
          .migration(Flyway.configure())
          .dataSource(dialect.url(), user, password)
          .jdbcProperties(others)
          .lockRetryCount(LOCK_RETRIES)
          // Otherwise an older proxy would start on the tables of a newer one.
          .ignoreMigrationPatterns(new String[0])
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw failure(dialect, e);
    }
  }

  private static StoreException failure(Dialect dialect, FlywayException e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return new Failures(dialect).opening(sql);
      }
    }
    return new StoreConfigException(
        "The tables of %s do not fit this version of the proxy: %s"
            .formatted(dialect.options(), e.getMessage()),
        e);
  }
}
