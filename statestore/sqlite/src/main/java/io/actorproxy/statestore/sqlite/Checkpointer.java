package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the write-ahead log back into the file, in small steps on a thread of its own, so that
 * saves do not wait for it. Once the log is long and nearly all of it has been brought back, the
 * writer is held for the little that is left; its next write then begins the log anew. Should the
 * writer be faster, its own checkpoint at {@link DatabaseFile#LOG_PAGES_MAX} is the bound.
 */
final class Checkpointer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Checkpointer.class);

  /**
   * How often the length of the log is looked at while there are writes, however many: a look at
   * each write would wake this thread as often as the disk takes one.
   */
  private static final long LOOK_NANOS = 20_000_000;

  /** Longer than a step takes on any disk that works. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  /** Pages of a step, 4 MiB: few enough to be flushed at once, enough to hold a busy page once. */
  static final int STEP_PAGES = 1_000;

  /** Pages of a log that is to begin anew, 16 MiB. */
  static final int RESTART_PAGES = 4_000;

  /** Pages that may be left when the writer is held, 2 MiB. */
  static final int REST_PAGES = 500;

  /**
   * What a long log may have left, for each page: the writer may be too fast for the usual rest.
   */
  private static final int REST_DIVISOR = 8;

  /** How the work of the writer is held up. */
  @FunctionalInterface
  interface Hold {
    /** Does something while nothing is written. */
    void whileNothingIsWritten(Runnable work) throws StoreException;
  }

  private final DatabaseFile file;
  private final Hold hold;
  private final Thread thread;
  private volatile boolean written;

  /** Whether the thread waits for a write, and not for the time of its next look. */
  private volatile boolean idle;

  private volatile boolean closed;

  /** One checkpoint at a time; SQLite refuses a second one without waiting. */
  private @Nullable Connection connection;

  private Checkpointer(DatabaseFile file, Hold hold) {
    this.file = file;
    this.hold = hold;
    this.thread = Thread.ofPlatform().name("sqlite-checkpoints").daemon().unstarted(this::run);
  }

  static Checkpointer start(DatabaseFile file, Hold hold) {
    Checkpointer checkpointer = new Checkpointer(file, hold);
    checkpointer.thread.start();
    return checkpointer;
  }

  /** There was a write. Costs next to nothing while there was another one just before. */
  void written() {
    written = true;
    if (idle) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (awaitWrite()) {
      written = false;
      try {
        look();
      } catch (SQLException | StoreException e) {
        // The writer meets the same trouble, and tells of it.
        log.debug("Cannot checkpoint {}: {}", file, e.getMessage());
        disconnect();
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    disconnect();
  }

  /** Returns whether there was one; if not, this ends. */
  private boolean awaitWrite() {
    idle = true;
    while (!written && !closed) {
      LockSupport.park(this);
    }
    idle = false;
    return !closed;
  }

  private void look() throws SQLException, StoreException {
    Log now = checkpoint("NOOP");
    if (now.rest() >= STEP_PAGES) {
      now = checkpoint("PASSIVE");
    }
    if (now.pages() >= RESTART_PAGES
        && now.rest() <= Math.max(REST_PAGES, now.pages() / REST_DIVISOR)) {
      hold.whileNothingIsWritten(this::finish);
    }
  }

  /**
   * Brings the whole log back into the file and empties it, which frees the space it takes, as far
   * as that can be done. To be called while nothing is written.
   */
  void emptyLog() {
    checkpointIfPossible("TRUNCATE");
  }

  private void finish() {
    checkpointIfPossible("PASSIVE");
  }

  private void checkpointIfPossible(String mode) {
    try {
      checkpoint(mode);
    } catch (SQLException e) {
      log.debug("Cannot finish the checkpoint of {}: {}", file, e.getMessage());
      disconnect();
    }
  }

  /**
   * How long the log is.
   *
   * @param pages all of it
   * @param done pages of it that are in the file
   */
  private record Log(int pages, int done) {
    int rest() {
      return pages - done;
    }
  }

  private synchronized Log checkpoint(String mode) throws SQLException {
    if (connection == null) {
      connection = file.connectCheckpointer();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      row.next();
      return new Log(row.getInt(2), row.getInt(3));
    }
  }

  private synchronized void disconnect() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("Cannot close the connection for checkpoints of {}: {}", file, e.getMessage());
    } finally {
      connection = null;
    }
  }

  /** Waits for the step in progress. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
