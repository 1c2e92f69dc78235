package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.jdbc.Ledger;
import io.actorproxy.statestore.jdbc.Ledger.Stored;
import io.actorproxy.statestore.jdbc.LockedRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a batch that carries messages or history locks and writes, in one transaction. */
record Exchanges(Connection connection, ExchangeStatements statements) implements LockedRows {

  @Override
  public Set<MessageId> lockMessages(Set<MessageId> ids) throws SQLException {
    return statements.lockMessages(connection, ids);
  }

  @Override
  public Map<ActorKey, Stored> lockActors(Set<ActorKey> keys) throws SQLException {
    return statements.lockActors(connection, keys);
  }

  @Override
  public void create(List<Save> saves) throws SQLException {
    // What is not there cannot be locked.
    if (statements.create(connection, saves) < saves.size()) {
      throw PostgresErrors.toRepeat("Another proxy has stored one of these actors meanwhile");
    }
  }

  @Override
  public void update(List<Save> saves) throws SQLException {
    statements.update(connection, saves);
  }

  @Override
  public void consume(List<MessageId> ids) throws SQLException {
    statements.consume(connection, ids);
  }

  @Override
  public void send(Collection<Message> messages) throws SQLException {
    statements.send(connection, messages);
  }

  @Override
  public void keep(Ledger ledger) throws SQLException {
    statements.keep(connection, ledger);
  }
}
