package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.ImportStore;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file, one lock on it, one writer, a few readers. */
final class SqliteStore implements StateStore {

  private static final Logger log = LoggerFactory.getLogger(SqliteStore.class);

  private final DatabaseFile file;
  private final ProcessLock lock;
  private final Writer writer;
  private final Readers readers;
  private final Snapshots snapshots;
  private final Histories histories;
  private final Messages messages;
  private final Lookups lookups;
  private final Imports imports;

  private SqliteStore(
      DatabaseFile file,
      ProcessLock lock,
      Writer writer,
      StoreSettings settings,
      InstantSource clock) {
    this.file = file;
    this.lock = lock;
    this.writer = writer;
    this.readers = new Readers(file);
    this.histories = new Histories(readers, settings.historyLimit());
    this.snapshots = new Snapshots(writer, readers, histories, settings.maxStateBytes(), clock);
    this.messages = new Messages(writer, readers);
    this.lookups = new Lookups(writer, readers);
    this.imports = new Imports(writer, readers, clock);
  }

  static SqliteStore open(StoreSettings settings, InstantSource clock) throws StoreException {
    log.info("Opening sqlite in {}", settings.dataDir().toAbsolutePath());
    Path directory = createDirectory(settings.dataDir());
    ProcessLock lock = ProcessLock.take(directory.resolve("actor-proxy.db.lock"));
    try {
      DatabaseFile file = createFile(directory);
      return new SqliteStore(file, lock, Writer.open(file, clock), settings, clock);
    } catch (StoreException | RuntimeException e) {
      lock.release();
      throw e;
    }
  }

  private static Path createDirectory(Path directory) throws StoreUnavailableException {
    try {
      return OwnFiles.createDirectory(directory);
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "Cannot create the directory %s (%s). Create it, or choose another PROXY_DATA_DIR."
              .formatted(directory.toAbsolutePath(), e),
          e);
    }
  }

  private static DatabaseFile createFile(Path directory) throws StoreUnavailableException {
    Path path = directory.resolve("actor-proxy.db");
    try {
      OwnFiles.create(path);
      OwnFiles.warnIfDirectoryIsOpen(directory);
      OwnFiles.warnIfFileIsOpen(path);
      return new DatabaseFile(path);
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "Cannot create %s (%s). Make its directory writable, or choose another PROXY_DATA_DIR."
              .formatted(path, e),
          e);
    }
  }

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public SnapshotStore snapshots() {
    return snapshots;
  }

  @Override
  public HistoryStore history() {
    return histories;
  }

  @Override
  public MessageStore messages() {
    return messages;
  }

  @Override
  public LookupStore lookups() {
    return lookups;
  }

  @Override
  public ImportStore imports() {
    return imports;
  }

  @Override
  public void probe() throws StoreException {
    writer.probe();
  }

  @Override
  public String durability() {
    return "A saved state is in the write-ahead log of %s and flushed to the disk.".formatted(file);
  }

  /** The writer goes last, so that it brings the write-ahead log back into the file. */
  @Override
  public void close() {
    readers.close();
    writer.close();
    lock.release();
  }
}
