package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * What one kind of database does in its own way.
 *
 * <p>It has a table of actors, whose columns are {@code digest} (see {@link Digest}), {@code
 * system}, {@code parent}, {@code name}, {@code revision} and {@code state}, besides what its
 * statements need. Whatever is called with a connection blocks.
 */
public interface Dialect {

  /** What the store calls itself. */
  String name();

  /** Where the database is. */
  Options options();

  /** How JDBC writes where the database is on that server. */
  String url(Server server);

  /** What JDBC connects with, user and password included. */
  Properties properties();

  /** Statements each connection begins with. */
  String beforeWriting(SessionLimits limits);

  /**
   * Whether connections have no sessions of their own, as behind a pooler; known once the server
   * was met. What a session begins with then begins each transaction.
   */
  default boolean isPooled() {
    return false;
  }

  /** Statements each transaction begins with, if there are no sessions. */
  default String beforeTransaction(SessionLimits limits) {
    return "";
  }

  /** Whether the server of this connection takes no writes, as a standby does not. */
  boolean isReadOnly(Connection connection) throws SQLException;

  /** What its errors mean. */
  ErrorCodes errors();

  /** The table of actors, as statements write it. */
  String actors();

  /**
   * Asks the server, over the first connection there is, what a commit means to it.
   *
   * @return {@link io.actorproxy.statestore.StateStore#durability}
   * @throws StoreException if the server cannot keep what is to be kept
   */
  String meet(Connection connection, int maxStateBytes) throws SQLException, StoreException;

  /**
   * Prepares the making of tables: keeps other proxies from it until the connection is closed,
   * where Flyway's own lock comes too late, and finds out whether the user may make any, since
   * Flyway tries that again and again. In auto-commit mode.
   */
  void beforeMigration(Connection connection) throws SQLException;

  /** Says where the scripts are that make the tables, and how they are run. */
  FluentConfiguration migration(FluentConfiguration flyway);

  /**
   * Saves a batch, as {@link io.actorproxy.statestore.SnapshotStore#save} says, in the transaction
   * of this connection; the caller commits. After an error the caller rolls back, and may call it
   * again.
   */
  List<SaveResult> save(Connection connection, List<Save> batch, int maxStateBytes)
      throws SQLException;

  /**
   * Removes actors with their histories, in the transaction of the connection.
   *
   * @return how many of them were there
   */
  int remove(Connection connection, List<ActorKey> keys) throws SQLException;

  /** Earlier states. */
  HistoryStore history(Sessions sessions);

  /** What is still to be delivered. */
  MessageStore messages(Sessions sessions);

  /** Which instances and registrations there are. */
  LookupStore lookups(Sessions sessions);

  /** Takes over actors from elsewhere. */
  ImportStore imports(Sessions sessions);

  /** What a cluster needs of the database; empty if it cannot have one. */
  default Optional<ClusterSql> cluster() {
    return Optional.empty();
  }

  /**
   * Writes a row, to find out whether the database can be written; the caller commits. It does not
   * wait for another proxy that does so too.
   */
  void probe(Connection connection) throws SQLException;
}
