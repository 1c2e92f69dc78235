package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
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

  /** Only a backup tool can hold the file, and then briefly. */
  private static final int BUSY_TIMEOUT_MS = 5_000;

  /**
   * Pages of log between checkpoints: 64 MiB. The longer the log, the more often a page is in it
   * that is brought back once; with SQLite's own 4 MiB one save in a hundred pays for a checkpoint.
   */
  private static final int CHECKPOINT_PAGES = 16_000;

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
    // Nobody asks for generated keys, and looking for them costs a regular expression each save.
    config.setGetGeneratedKeys(false);
    Connection connection = config.createConnection(url());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
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
