package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
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
    Primary primary = new Primary(dialect);
    try (Connection preparing = primary.getConnection()) {
      dialect.beforeMigration(preparing);
      migrate(dialect, primary);
    } catch (SQLException e) {
      throw new Failures(dialect).opening(e);
    }
  }

  private static void migrate(Dialect dialect, Primary primary) throws StoreException {
    try {
      dialect
          .migration(Flyway.configure().dataSource(primary))
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
