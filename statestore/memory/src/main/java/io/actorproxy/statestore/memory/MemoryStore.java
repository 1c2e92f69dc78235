package io.actorproxy.statestore.memory;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.SaveResult.TOO_LARGE;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store on the heap: nothing outlives the process, or {@link #close}. */
public final class MemoryStore implements StateStore {

  private final Snapshots snapshots;
  private volatile boolean closed;

  /**
   * @param maxStateBytes largest state of one actor
   */
  public MemoryStore(int maxStateBytes) {
    this.snapshots = new Snapshots(maxStateBytes);
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public SnapshotStore snapshots() {
    return snapshots;
  }

  @Override
  public void probe() throws StoreUnavailableException {
    requireOpen();
  }

  @Override
  public String durability() {
    return "Nothing is durable: every state is lost when the process ends.";
  }

  @Override
  public void close() {
    closed = true;
    snapshots.rows.clear();
  }

  private void requireOpen() throws StoreUnavailableException {
    if (closed) {
      throw new StoreUnavailableException("The memory store is closed; open a new one.");
    }
  }

  private record Row(Snapshot snapshot, long writer) {

    static Row after(Save save) {
      return new Row(new Snapshot(save.expectedRevision() + 1, save.state()), save.writer());
    }

    boolean wasWrittenBy(Save save) {
      return writer == save.writer() && snapshot.revision() > save.expectedRevision();
    }
  }

  private final class Snapshots implements SnapshotStore {

    private final Map<ActorKey, Row> rows = new ConcurrentHashMap<>();
    private final int maxStateBytes;

    Snapshots(int maxStateBytes) {
      this.maxStateBytes = maxStateBytes;
    }

    @Override
    public Optional<Snapshot> load(ActorKey key) throws StoreUnavailableException {
      requireOpen();
      return Optional.ofNullable(rows.get(key)).map(Row::snapshot);
    }

    @Override
    public List<SaveResult> save(List<Save> batch) throws StoreUnavailableException {
      requireOpen();
      List<SaveResult> results = new ArrayList<>(batch.size());
      for (Save save : batch) {
        results.add(apply(save));
      }
      return results;
    }

    /** Reads and then writes without a lock, which is right because only one thread saves. */
    private SaveResult apply(Save save) {
      if (save.state().length > maxStateBytes) {
        return TOO_LARGE;
      }
      @Nullable Row stored = rows.get(save.key());
      long revision = stored == null ? 0 : stored.snapshot().revision();
      boolean repeated = stored != null && stored.wasWrittenBy(save);
      if (revision == save.expectedRevision()
          || (repeated && revision == save.expectedRevision() + 1)) {
        rows.put(save.key(), Row.after(save));
        return SAVED;
      }
      return repeated ? SAVED : CONFLICT;
    }
  }
}
