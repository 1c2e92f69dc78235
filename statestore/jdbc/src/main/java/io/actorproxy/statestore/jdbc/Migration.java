package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables up to date. A lock in the database lets one proxy do so while others wait, and
 * the database remembers which scripts it has seen.
 *
 * <p>Members of a cluster are updated one after the other, so an older version works on the tables
 * of a newer one: scripts only add what statements of older versions need not name. One that does
 * more says so in its name, and older versions refuse its tables.
 */
final class Migration {

  /** In seconds, about; a script may take its time on large tables. */
  private static final int LOCK_RETRIES = 60;

  /** How the description of a script begins that older versions cannot work with. */
  private static final String BREAKING = "breaking ";

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
      Flyway flyway =
          dialect
              .migration(Flyway.configure().dataSource(primary))
              .lockRetryCount(LOCK_RETRIES)
              .ignoreMigrationPatterns("*:future")
              .load();
      flyway.migrate();
      requireAdditions(dialect, flyway.info().applied());
    } catch (FlywayException e) {
      throw failure(dialect, e);
    }
  }

  /** Refuses what scripts have changed that this version does not have. */
  private static void requireAdditions(Dialect dialect, MigrationInfo[] applied)
      throws StoreConfigException {
    for (MigrationInfo script : applied) {
      boolean isLater =
          script.getState() == MigrationState.FUTURE_SUCCESS
              || script.getState() == MigrationState.FUTURE_FAILED;
      if (isLater && !(script.getState().isApplied() && isAddition(script))) {
        throw new StoreConfigException(
            "The tables of %s do not fit this version of the proxy: a newer one has changed them by its script %s (%s); start that one"
                .formatted(dialect.options(), script.getVersion(), script.getDescription()));
      }
    }
  }

  private static boolean isAddition(MigrationInfo script) {
    return !script.getState().isFailed() && !script.getDescription().startsWith(BREAKING);
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
