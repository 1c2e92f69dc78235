package io.actorproxy.spawnimport;

import io.actorproxy.statestore.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The states of one id of Spawn, which is one actor: its rows in the order of writing.
 *
 * <p>Spawn's revisions may repeat or fall back. Ours rise: each is Spawn's number, or one more than
 * the one before it if that is higher.
 */
final class RevisionHistory {
  private final long id;
  private final int historyLimit;
  private final Deque<Snapshot> history = new ArrayDeque<>();
  private long revision;
  private int rows;
  private long tooOld;
  private boolean hasCurrentRow;
  private @Nullable Snapshot current;

  RevisionHistory(long id, int historyLimit) {
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

  /** How many earlier states were left out because there are more than the limit. */
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

  List<Snapshot> earlier() {
    return List.copyOf(history);
  }
}
