package io.actorproxy.statestore.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection that writes, a few that read. */
final class PostgresStore implements StateStore, SnapshotStore {

  private static final Logger log = LoggerFactory.getLogger(PostgresStore.class);

  /** Longer than any call takes, see the timeouts of connections. */
  private static final int CLOSE_WAIT_SECONDS = 30;

  private final Database database;
  private final HikariDataSource writing;
  private final HikariDataSource reading;
  private final Writer writer;
  private final Reader reader;
  private final String durability;

  /** Calls share it; closing takes it alone, since closing a pool breaks what is under way. */
  private final ReadWriteLock calls = new ReentrantReadWriteLock();

  private volatile boolean closed;

  private PostgresStore(Database database, int maxStateBytes, String durability) {
    this.database = database;
    this.writing = database.writing();
    this.reading = database.reading();
    this.writer = new Writer(database, writing, maxStateBytes);
    this.reader = new Reader(database, reading);
    this.durability = durability;
  }

  static PostgresStore open(StoreSettings settings) throws StoreException {
    Database database = new Database(Options.of(settings.properties()));
    String durability = meet(database);
    Schema.migrate(database);
    PostgresStore store = new PostgresStore(database, settings.maxStateBytes(), durability);
    try {
      store.probe();
      return store;
    } catch (StoreException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Connects for the first time and asks the server what a commit means to it. */
  private static String meet(Database database) throws StoreException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_setting('fsync') = 'on'")) {
      row.next();
      if (row.getBoolean(1)) {
        return "A saved state is committed by the PostgreSQL server %s, which flushes it to its disk."
            .formatted(database);
      }
      log.warn("The server of {} runs with fsync off: a power failure loses states", database);
      return "A saved state is committed by the PostgreSQL server %s, whose fsync is off: it survives"
              .formatted(database)
          + " the end of the server's process, but not that of its machine.";
    } catch (SQLException e) {
      throw Failures.opening(database, e);
    }
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public SnapshotStore snapshots() {
    return this;
  }

  @Override
  public Optional<Snapshot> load(ActorKey key) throws StoreException {
    return call("read", () -> reader.load(key));
  }

  @Override
  public List<SaveResult> save(List<Save> batch) throws StoreException {
    return call("save to", () -> writer.save(batch));
  }

  @Override
  public void probe() throws StoreException {
    call("write", writer::probe);
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws SQLException;
  }

  private <T> T call(String action, Call<T> call) throws StoreException {
    calls.readLock().lock();
    try {
      if (closed) {
        throw database.closed();
      }
      return call.run();
    } catch (SQLException e) {
      throw Failures.failure(action, database, e);
    } finally {
      calls.readLock().unlock();
    }
  }

  @Override
  public String durability() {
    return durability;
  }

  @Override
  public void close() {
    closed = true;
    boolean alone = awaitCalls();
    try {
      writing.close();
      reading.close();
    } finally {
      if (alone) {
        calls.writeLock().unlock();
      }
    }
  }

  private boolean awaitCalls() {
    try {
      if (calls.writeLock().tryLock(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
        return true;
      }
      log.warn("Closing {} although calls have not ended in {} s", database, CLOSE_WAIT_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while waiting for the calls to {}: closing it now", database);
    }
    return false;
  }
}
