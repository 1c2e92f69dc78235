package io.actorproxy.statestore.jdbc;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of what members of a cluster agree on, apart from all others, so that no save and
 * no load holds it up; and one that has only heartbeats. There is none before the first is needed.
 */
final class ClusterPools implements AutoCloseable {
  /** A read beside a change. */
  private static final int CHANGES = 2;

  private final Dialect dialect;
  private final Primary primary;
  private @Nullable HikariDataSource beats;
  private @Nullable HikariDataSource changes;
  private boolean closed;

  ClusterPools(Dialect dialect) {
    this.dialect = dialect;
    this.primary = new Primary(dialect, Connections.CLUSTER_SOCKET_MS);
  }

  HikariDataSource forBeats() throws SQLException {
    open();
    return requireNonNull(beats);
  }

  HikariDataSource forChanges() throws SQLException {
    open();
    return requireNonNull(changes);
  }

  private synchronized void open() throws SQLException {
    if (closed) {
      throw new SQLTransientConnectionException("the store is closed");
    }
    if (beats == null) {
      beats = Connections.ofCluster(dialect, primary, "beats", 1);
      changes = Connections.ofCluster(dialect, primary, "changes", CHANGES);
    }
  }

  /** Replaces all connections, and tries the server that they were to last. */
  synchronized void leave() {
    primary.leave();
    if (beats != null) {
      beats.getHikariPoolMXBean().softEvictConnections();
      requireNonNull(changes).getHikariPoolMXBean().softEvictConnections();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (beats != null) {
      beats.close();
      requireNonNull(changes).close();
    }
  }
}
