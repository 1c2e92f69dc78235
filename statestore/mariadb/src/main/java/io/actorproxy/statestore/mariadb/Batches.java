package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.jdbc.Ledger;
import io.actorproxy.statestore.jdbc.Ledger.Stored;
import io.actorproxy.statestore.jdbc.LockedRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a batch of saves locks and writes, in one transaction. */
final class Batches implements LockedRows {

  private final Connection connection;
  private final int historyLimit;
  private Map<MessageId, MessageTable.Place> locked = Map.of();

  Batches(Connection connection, int historyLimit) {
    this.connection = connection;
    this.historyLimit = historyLimit;
  }

  @Override
  public Set<MessageId> lockMessages(Set<MessageId> ids) throws SQLException {
    locked = MessageTable.lock(connection, ids);
    return locked.keySet();
  }

  @Override
  public Map<ActorKey, Stored> lockActors(Set<ActorKey> keys) throws SQLException {
    return ActorTable.lock(connection, keys);
  }

  @Override
  public void create(List<Save> saves) throws SQLException {
    ActorTable.insert(connection, saves);
  }

  @Override
  public void update(List<Save> saves) throws SQLException {
    ActorTable.update(connection, saves);
  }

  @Override
  public void consume(List<MessageId> ids) throws SQLException {
    MessageTable.remove(connection, ids, locked);
  }

  @Override
  public void send(Collection<Message> messages) throws SQLException {
    MessageTable.add(connection, MessageStore.UNCLAIMED, messages);
  }

  @Override
  public void keep(Ledger ledger) throws SQLException {
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
