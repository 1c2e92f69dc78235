package io.actorproxy.statestore.mariadb;

import static java.util.stream.Collectors.toSet;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.jdbc.Ledger;
import io.actorproxy.statestore.jdbc.Ledger.Stored;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Saves batches: locks all rows they are about, decides, writes the outcome. */
final class Batches {

  private final int historyLimit;

  Batches(int historyLimit) {
    this.historyLimit = historyLimit;
  }

  /**
   * Saves a batch, as {@link io.actorproxy.statestore.jdbc.Dialect#save} says.
   *
   * <p>Messages are locked first: a transaction that has waited for one that another consumed sees
   * with the next statement what that one has saved, and so knows its own repetition.
   */
  List<SaveResult> save(Connection connection, List<Save> batch, int maxStateBytes)
      throws SQLException {
    Set<MessageId> ids = batch.stream().flatMap(save -> save.consumes().stream()).collect(toSet());
    Set<ActorKey> keys = batch.stream().map(Save::key).collect(toSet());
    Map<MessageId, MessageTable.Place> messages = MessageTable.lock(connection, ids);
    Map<ActorKey, Stored> actors = ActorTable.lock(connection, keys);
    Ledger ledger = new Ledger(actors, messages.keySet(), maxStateBytes);
    List<SaveResult> results = batch.stream().map(ledger::apply).toList();
    ActorTable.insert(connection, ledger.created());
    ActorTable.update(connection, ledger.updated());
    MessageTable.remove(connection, ledger.consumed(), messages);
    MessageTable.add(connection, ledger.sent());
    keep(connection, ledger);
    return results;
  }

  private void keep(Connection connection, Ledger ledger) throws SQLException {
    if (historyLimit > 0) {
      HistoryTable.keep(connection, ledger.kept().stream().map(Batches::kept).toList());
    }
    HistoryTable.prune(connection, ledger.crowded(historyLimit), historyLimit);
  }

  private static HistoryTable.Kept kept(Save save) {
    return new HistoryTable.Kept(
        save.key(), new Snapshot(save.expectedRevision() + 1, save.kept()));
  }
}
