package io.actorproxy.statestore.postgres;

import static java.util.stream.Collectors.toSet;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.jdbc.Ledger;
import io.actorproxy.statestore.jdbc.Ledger.Stored;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Saves batches that carry messages or history: locks, decides, writes. */
final class Exchanges {

  private final ExchangeStatements statements;

  Exchanges(ExchangeStatements statements) {
    this.statements = statements;
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
    Set<MessageId> messages = statements.lockMessages(connection, ids);
    Map<ActorKey, Stored> actors = statements.lockActors(connection, keys);
    Ledger ledger = new Ledger(actors, messages, maxStateBytes);
    List<SaveResult> results = batch.stream().map(ledger::apply).toList();
    write(connection, ledger);
    return results;
  }

  private void write(Connection connection, Ledger ledger) throws SQLException {
    // What is not there cannot be locked.
    if (statements.create(connection, ledger.created()) < ledger.created().size()) {
      throw PostgresErrors.toRepeat("Another proxy has stored one of these actors meanwhile");
    }
    statements.update(connection, ledger.updated());
    statements.consume(connection, ledger.consumed());
    statements.send(connection, ledger.sent());
    statements.keep(connection, ledger);
  }
}
