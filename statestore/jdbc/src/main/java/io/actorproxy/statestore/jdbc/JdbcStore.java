package io.actorproxy.statestore.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.cluster.ClusterStore;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store on an SQL server: one connection that saves, a few for all else. */
public final class JdbcStore implements StateStore, SnapshotStore {

  private static final Logger log = LoggerFactory.getLogger(JdbcStore.class);

  /** Longer than any call takes, see the timeouts of connections. */
  private static final int CLOSE_WAIT_SECONDS = 30;

  /** More would keep the first of them waiting for the bytes of the last. */
  private static final int LOAD_BATCH = 32;

  private final Dialect dialect;
  private final Failures failures;
  private final Primary primary;
  private final HikariDataSource saving;
  private final HikariDataSource others;
  private final Transactions saves;
  private final Sessions sessions;
  private final ClusterPools clusterPools;
  private final Optional<ClusterStore> cluster;
  private final Optional<Fences> fences;
  private final Reader reader;
  private final int maxStateBytes;
  private final String durability;

  /** Calls share it; closing takes it alone, since closing a pool breaks what is under way. */
  private final ReadWriteLock calls = new ReentrantReadWriteLock();

  private volatile boolean closed;

  private JdbcStore(Dialect dialect, int maxStateBytes, String durability) {
    this.dialect = dialect;
    this.failures = new Failures(dialect);
    this.primary = new Primary(dialect);
    this.saving = Connections.saving(dialect, primary);
    this.others = Connections.others(dialect, primary);
    SessionLimits limits = Connections.limits(dialect);
    this.saves = new Transactions(() -> saving, dialect, limits);
    this.sessions = sessions(new Transactions(() -> others, dialect, limits));
    this.clusterPools = new ClusterPools(dialect);
    this.cluster = dialect.cluster().map(this::cluster);
    this.fences = dialect.cluster().map(Fences::new);
    this.reader = new Reader(dialect.actors(), others);
    this.maxStateBytes = maxStateBytes;
    this.durability = durability;
  }

  /**
   * Connects, and brings the tables up to date.
   *
   * @throws StoreException as {@link io.actorproxy.statestore.StateStoreDriver#open} does
   */
  public static StateStore open(Dialect dialect, StoreSettings settings) throws StoreException {
    log.info(
        "Opening {} at {} as user {}",
        dialect.name(),
        dialect.options(),
        dialect.options().username());
    VirtualThreads.prepareToRead();
    String durability = meet(dialect, settings.maxStateBytes());
    Migration.run(dialect);
    JdbcStore store = new JdbcStore(dialect, settings.maxStateBytes(), durability);
    try {
      store.probe();
      return store;
    } catch (StoreException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static String meet(Dialect dialect, int maxStateBytes) throws StoreException {
    try (Connection connection = new Primary(dialect).getConnection()) {
      return dialect.meet(connection, maxStateBytes);
    } catch (SQLException e) {
      throw new Failures(dialect).opening(e);
    }
  }

  @Override
  public String name() {
    return dialect.name();
  }

  @Override
  public SnapshotStore snapshots() {
    return this;
  }

  @Override
  public HistoryStore history() {
    return dialect.history(sessions);
  }

  @Override
  public MessageStore messages() {
    return dialect.messages(sessions);
  }

  @Override
  public LookupStore lookups() {
    return dialect.lookups(sessions);
  }

  @Override
  public ImportStore imports() {
    return dialect.imports(sessions);
  }

  @Override
  public Optional<ClusterStore> cluster() {
    return cluster;
  }

  private ClusterStore cluster(ClusterSql sql) {
    return new JdbcClusterStore(
        sql,
        sessions(new Transactions(clusterPools::forBeats, dialect, SessionLimits.CLUSTER)),
        sessions(new Transactions(clusterPools::forChanges, dialect, SessionLimits.CLUSTER)),
        sessions,
        new SecureRandom());
  }

  private Sessions sessions(Transactions transactions) {
    return new Sessions() {
      @Override
      public <T> T single(String action, Work<T> work) throws StoreException {
        return call(action, () -> transactions.single(work));
      }

      @Override
      public <T> T transaction(String action, Work<T> work) throws StoreException {
        return call(action, () -> transactions.run(work));
      }
    };
  }

  @Override
  public Optional<Snapshot> load(ActorKey key) throws StoreException {
    return call("read", () -> reader.load(key));
  }

  @Override
  public List<Optional<Snapshot>> load(List<ActorKey> keys, long maxBytes) throws StoreException {
    return keys.isEmpty() ? List.of() : call("read", () -> reader.load(keys, maxBytes));
  }

  @Override
  public int loadBatch() {
    return LOAD_BATCH;
  }

  @Override
  public List<SaveResult> save(List<Save> batch) throws StoreException {
    return call("save to", () -> batch.isEmpty() ? List.of() : saves.run(on -> save(on, batch)));
  }

  private List<SaveResult> save(Connection on, List<Save> batch) throws SQLException {
    return fences.isPresent()
        ? fences.get().guard(on, batch, allowed -> dialect.save(on, allowed, maxStateBytes))
        : dialect.save(on, batch, maxStateBytes);
  }

  @Override
  public int remove(List<ActorKey> keys) throws StoreException {
    return sessions.transaction("remove actors from", on -> dialect.remove(on, keys));
  }

  @Override
  public void probe() throws StoreException {
    call(
        "write",
        () ->
            saves.run(
                on -> {
                  dialect.probe(on);
                  return true;
                }));
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws SQLException;
  }

  private <T> T call(String action, Call<T> call) throws StoreException {
    calls.readLock().lock();
    try {
      if (closed) {
        throw failures.closed();
      }
      return call.run();
    } catch (SQLException e) {
      if (dialect.errors().isToLeave(e)) {
        leaveTheServer();
      }
      throw failures.failure(action, e);
    } finally {
      calls.readLock().unlock();
    }
  }

  /**
   * Replaces all connections, because those that only read would keep reading from the old server.
   */
  private void leaveTheServer() {
    primary.leave();
    saving.getHikariPoolMXBean().softEvictConnections();
    others.getHikariPoolMXBean().softEvictConnections();
    clusterPools.leave();
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
      saving.close();
      others.close();
      clusterPools.close();
    } finally {
      if (alone) {
        calls.writeLock().unlock();
      }
    }
  }

  private boolean awaitCalls() {
    String database = dialect.options().toString();
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
