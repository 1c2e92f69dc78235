package io.actorproxy.spawnimport;

import io.actorproxy.statestore.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one id of Spawn has been, as far as it is one actor: its rows in the order of writing.
 *
 * <p>Spawn's revisions may repeat or fall back. Ours rise: each is Spawn's number, or one more than
 * the one before it if that is higher.
 */
final class Strand {
  private final long id;
  private final int historyLimit;
  private final Deque<Snapshot> history = new ArrayDeque<>();
  private long revision;
  private int rows;
  private long tooOld;
  private boolean hasCurrentRow;
  private @Nullable Snapshot current;

  Strand(long id, int historyLimit) {
    this.id = id;
    this.historyLimit = historyLimit;
  }

  void add(SpawnRow row, RowDecoder decoder) throws UnreadableRowException {
    rows++;
    revision = Math.max(row.revision(), revision + 1);
    hasCurrentRow |= row.current();
    Snapshot snapshot = new Snapshot(revision, decoder.decode(row));
    if (row.current()) {
      current = snapshot;
      return;
    }
    history.addLast(snapshot);
    if (history.size() > historyLimit) {
      history.removeFirst();
      tooOld++;
    }
  }

  long id() {
    return id;
  }

  int rows() {
    return rows;
  }

  /** How many earlier states were left out, so that no more than the limit are kept. */
  long tooOld() {
    return tooOld;
  }

  boolean hasCurrentRow() {
    return hasCurrentRow;
  }

  /** The current state; null if there is none that can be read. */
  @Nullable Snapshot current() {
    return current;
  }

  List<Snapshot> history() {
    return List.copyOf(history);
  }
}
