package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few readers, each lent to one read at a time and connected when it is first needed. A reader
 * that failed is not lent again.
 *
 * <p>It is not a connection pool from a library: what is worth keeping is the prepared statement,
 * which such a pool closes on return, and a local file needs neither keep-alive nor leases.
 */
final class Readers {

  private static final Logger log = LoggerFactory.getLogger(Readers.class);

  /** Few, because a load takes microseconds and holds a carrier thread while it does. */
  private static final int READERS_MAX = 4;

  private static final int WAIT_SECONDS = 10;

  private final DatabaseFile file;
  private final Semaphore permits = new Semaphore(READERS_MAX);
  private final Deque<Statements> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  Readers(DatabaseFile file) {
    this.file = file;
  }

  /** Reads with a reader of its own; what one statement reads is of one moment. */
  <T> T read(Statements.Work<T> work) throws StoreException {
    acquire(1);
    try {
      if (closed) {
        throw file.closed();
      }
      return readWithReader(work);
    } catch (SQLException e) {
      throw file.failure("read", e);
    } finally {
      permits.release();
    }
  }

  /** As {@link #read}; all that the statements read is of one moment. */
  <T> T readTogether(Statements.Work<T> work) throws StoreException {
    return read(
        on -> {
          on.of("BEGIN").execute();
          T result = work.on(on);
          on.of("COMMIT").execute();
          return result;
        });
  }

  private <T> T readWithReader(Statements.Work<T> work) throws SQLException {
    Statements reader = idle.poll();
    if (reader == null) {
      reader = new Statements(file.connectReader());
    }
    try {
      T result = work.on(reader);
      idle.push(reader);
      return result;
    } catch (SQLException | RuntimeException e) {
      // It may be in the middle of a transaction, which would keep the log from being cut back.
      close(reader);
      throw e;
    }
  }

  private void acquire(int count) throws StoreUnavailableException {
    try {
      if (!permits.tryAcquire(count, WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new StoreUnavailableException(
            "All readers of %s were busy for %d s. Look at the disk: it is too slow or failing."
                .formatted(file, WAIT_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(
          "Interrupted while waiting to read %s.".formatted(file), e);
    }
  }

  /** Waits for the loads in progress. */
  void close() {
    closed = true;
    try {
      acquire(READERS_MAX);
      permits.release(READERS_MAX);
    } catch (StoreUnavailableException e) {
      log.warn("Closing without the loads in progress. {}", e.getMessage());
    }
    for (Statements reader = idle.poll(); reader != null; reader = idle.poll()) {
      close(reader);
    }
  }

  private void close(Statements reader) {
    try {
      reader.close();
    } catch (SQLException e) {
      log.warn("Cannot close a reader of {}: {}", file, e.getMessage());
    }
  }
}
