package io.actorproxy.statestore.sqlite;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** One file, one lock on it, one writer, a few readers. */
final class SqliteStore implements StateStore, SnapshotStore {

  private final DatabaseFile file;
  private final ProcessLock lock;
  private final Writer writer;
  private final Readers readers;

  private SqliteStore(DatabaseFile file, ProcessLock lock, Writer writer, Readers readers) {
    this.file = file;
    this.lock = lock;
    this.writer = writer;
    this.readers = readers;
  }

  static SqliteStore open(StoreSettings settings, InstantSource clock) throws StoreException {
    Path directory = createDirectory(settings.dataDir());
    ProcessLock lock = ProcessLock.take(directory.resolve("actor-proxy.db.lock"));
    try {
      DatabaseFile file = new DatabaseFile(directory.resolve("actor-proxy.db"));
      Writer writer = Writer.open(file, settings.maxStateBytes(), clock);
      return new SqliteStore(file, lock, writer, new Readers(file));
    } catch (StoreException | RuntimeException e) {
      lock.release();
      throw e;
    }
  }

  private static Path createDirectory(Path directory) throws StoreUnavailableException {
    try {
      return Files.createDirectories(directory.toAbsolutePath()).toRealPath();
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "Cannot create the directory %s (%s). Create it, or choose another PROXY_DATA_DIR."
              .formatted(directory.toAbsolutePath(), e),
          e);
    }
  }

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public SnapshotStore snapshots() {
    return this;
  }

  @Override
  public Optional<Snapshot> load(ActorKey key) throws StoreException {
    return readers.load(key);
  }

  @Override
  public List<SaveResult> save(List<Save> batch) throws StoreException {
    return writer.save(batch);
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
