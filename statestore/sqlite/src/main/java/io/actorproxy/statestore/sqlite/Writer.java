package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is ever written goes through here, over one connection. After a failure the connection
 * is given up, which rolls its transaction back, and the next write begins with a new one.
 */
final class Writer {

  private static final Logger log = LoggerFactory.getLogger(Writer.class);

  private static final int WAIT_SECONDS = 10;

  private static final String PROBE = "UPDATE probe SET checked_at = ?";

  private final DatabaseFile file;
  private final InstantSource clock;

  /** Saves come from one thread, but everything else from others. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Which file it is. Another one in its place is not ours, and one without a name is lost. */
  private final @Nullable Object key;

  private final Checkpointer checkpointer;
  private volatile boolean replaced;
  private @Nullable Statements connection;
  private boolean closed;

  private Writer(DatabaseFile file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
    this.key = file.key();
    this.checkpointer = Checkpointer.start(file, this::whileNothingIsWritten);
  }

  /** Connects, and brings the tables up to date. */
  static Writer open(DatabaseFile file, InstantSource clock) throws StoreException {
    file.emptyLogLeftBehind();
    Schema.migrate(file);
    Writer writer = new Writer(file, clock);
    try {
      writer.probe();
      return writer;
    } catch (StoreException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  void probe() throws StoreException {
    replaced = !Objects.equals(key, file.key());
    change(
        "write",
        on -> {
          PreparedStatement statement = on.of(PROBE);
          statement.setLong(1, clock.millis());
          statement.executeUpdate();
        });
  }

  /** Work that has no result. */
  @FunctionalInterface
  interface Change {
    void on(Statements statements) throws SQLException;
  }

  void change(String action, Change change) throws StoreException {
    write(
        action,
        on -> {
          change.on(on);
          return true;
        });
  }

  /**
   * Does some work as one transaction, which is on the disk on return.
   *
   * @param action what it does, as in "save to"
   */
  <T> T write(String action, Statements.Work<T> work) throws StoreException {
    awaitTurn();
    boolean done = false;
    boolean full = false;
    try {
      if (closed) {
        throw file.closed();
      }
      if (replaced) {
        throw file.replaced();
      }
      if (connection == null) {
        connection = new Statements(file.connectWriter());
      }
      T result = work.on(connection);
      connection.commit();
      done = true;
      checkpointer.written();
      return result;
    } catch (SQLException e) {
      full = DatabaseFile.isFull(e);
      throw file.failure(action, e);
    } finally {
      if (!done) {
        disconnect();
      }
      if (full) {
        // The next write may find room in the file where the log found none.
        checkpointer.emptyLog();
      }
      turn.unlock();
    }
  }

  private void whileNothingIsWritten(Runnable work) throws StoreUnavailableException {
    awaitTurn();
    try {
      work.run();
    } finally {
      turn.unlock();
    }
  }

  private void awaitTurn() throws StoreUnavailableException {
    try {
      if (!turn.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new StoreUnavailableException(
            "A write to %s has not ended for %d s. Look at the disk: it is too slow or failing."
                .formatted(file, WAIT_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(
          "Interrupted while waiting to write %s.".formatted(file), e);
    }
  }

  /** Waits for the write in progress. */
  void close() {
    checkpointer.close();
    try {
      awaitTurn();
    } catch (StoreUnavailableException e) {
      log.warn("Closing without the write in progress. {}", e.getMessage());
      return;
    }
    try {
      closed = true;
      disconnect();
    } finally {
      turn.unlock();
    }
  }

  private void disconnect() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("Cannot close the writer of {}: {}", file, e.getMessage());
    } finally {
      connection = null;
    }
  }
}
