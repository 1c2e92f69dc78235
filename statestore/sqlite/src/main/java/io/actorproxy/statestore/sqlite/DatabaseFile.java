package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.LockingMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteErrorCode;

/**
 * How the file is connected to, and what its errors mean.
 *
 * <p>No memory-mapped reading: it saves a copy, but turns an I/O error into the death of the
 * process.
 *
 * @param path where it is
 */
record DatabaseFile(Path path) {

  private static final Logger log = LoggerFactory.getLogger(DatabaseFile.class);

  /** Only a backup tool can hold the file, and then briefly. */
  private static final int BUSY_TIMEOUT_MS = 5_000;

  /** Pages of log at which the writer itself brings it back, 64 MiB: see {@link Checkpointer}. */
  static final int LOG_PAGES_MAX = 16_000;

  /** Only a reader that is just ending can be in the way. */
  private static final int CHECKPOINT_BUSY_TIMEOUT_MS = 1_000;

  /** The log is cut back to this size after a checkpoint, should it have grown beyond. */
  private static final int LOG_BYTES_MAX = 128 << 20;

  /**
   * Taken as it is needed. With less, pages of 100,000 actors are read and written several times.
   */
  private static final int WRITER_CACHE_KIB = 32_768;

  /** A connection outside auto-commit mode. It takes the lock of the file at its first write. */
  Connection connectWriter() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setJournalSizeLimit(LOG_BYTES_MAX);
    config.setCacheSize(-WRITER_CACHE_KIB);
    // Statements that fire triggers note what they change, so that each can be undone alone. In
    // memory these notes do not depend on another directory that may be full or not writable.
    config.setTempStore(TempStore.MEMORY);
    // Generated keys are not used, and looking for them costs a regular expression for each save.
    config.setGetGeneratedKeys(false);
    Connection connection = config.createConnection(url());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = " + LOG_PAGES_MAX);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A connection in auto-commit mode for checkpoints alone. */
  Connection connectCheckpointer() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(CHECKPOINT_BUSY_TIMEOUT_MS);
    config.setSynchronous(SynchronousMode.FULL);
    config.setJournalSizeLimit(LOG_BYTES_MAX);
    return config.createConnection(url());
  }

  /**
   * Brings a log that an earlier process has left back into the file, while nothing else has it
   * open. It needs no index of the log on the disk, for which a full one has no room.
   */
  void emptyLogLeftBehind() {
    if (!Files.exists(path.resolveSibling(path.getFileName() + "-wal"))) {
      return;
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(CHECKPOINT_BUSY_TIMEOUT_MS);
    config.setLockingMode(LockingMode.EXCLUSIVE);
    config.setSynchronous(SynchronousMode.FULL);
    try (Connection connection = config.createConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      log.debug("Cannot bring the write-ahead log back into {}: {}", path, e.getMessage());
    }
  }

  /** What the file system calls the file, as long as it is the same one; null if there is none. */
  @Nullable Object key() {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  /** A connection in auto-commit mode that can only read. */
  Connection connectReader() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setReadOnly(true);
    return config.createConnection(url());
  }

  /**
   * As a URI, because the plain form of the driver takes a question mark as the end of the path.
   */
  private String url() {
    return "jdbc:sqlite:" + path.toUri();
  }

  /**
   * Turns an error into what the caller of the store can do about it.
   *
   * @param action what failed, as in "Cannot save to"
   */
  StoreException failure(String action, SQLException e) {
    // The lower byte is the error's family; the rest tells its members apart.
    SQLiteErrorCode family = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
    String message = "Cannot %s %s: %s. %s".formatted(action, path, e.getMessage(), advice(family));
    return switch (family) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> new StoreCorruptedException(message, e);
      default -> new StoreUnavailableException(message, e);
    };
  }

  /** Whether there may be no room for what was to be written. */
  static boolean isFull(SQLException e) {
    SQLiteErrorCode family = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
    return family == SQLiteErrorCode.SQLITE_FULL || family == SQLiteErrorCode.SQLITE_IOERR;
  }

  StoreUnavailableException replaced() {
    return new StoreUnavailableException(
        "%s was deleted, moved or replaced while the proxy runs, so what is saved now would be lost. Stop the proxy and put the right file in its place, or move this one back."
            .formatted(path));
  }

  StoreUnavailableException closed() {
    return new StoreUnavailableException("The store %s is closed; open it again.".formatted(path));
  }

  private static String advice(SQLiteErrorCode family) {
    return switch (family) {
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          "The file is damaged or no SQLite database: restore it from a backup, or move it away to"
              + " begin anew.";
      case SQLITE_FULL -> "The disk is full: free some space on it.";
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          "The file cannot be written: make it and its directory writable.";
      case SQLITE_CANTOPEN -> "Make the directory readable and writable.";
      case SQLITE_IOERR -> "The disk failed or is full: look at it and at the system log.";
      case SQLITE_BUSY, SQLITE_LOCKED ->
          "Another program holds the file: end it, or wait until it is done.";
      default -> "Look at the file, its directory and the disk.";
    };
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
