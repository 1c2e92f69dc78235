package io.actorproxy.statestore.jdbc;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.jdbc.Ledger.Stored;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows that a batch of saves is about, in one transaction. {@link Ledger#save} says in which
 * order they are locked and written.
 */
public interface LockedRows {

  /** Locks messages, and returns those that are there. */
  Set<MessageId> lockMessages(Set<MessageId> ids) throws SQLException;

  /** Locks actors, and returns those that are stored. */
  Map<ActorKey, Stored> lockActors(Set<ActorKey> keys) throws SQLException;

  /**
   * Inserts actors that were not there to be locked.
   *
   * @throws SQLException to be repeated, if one of them is there by now
   */
  void create(List<Save> saves) throws SQLException;

  /** Writes the states of actors that are locked. */
  void update(List<Save> saves) throws SQLException;

  /** Removes messages that are locked, and puts forward what waits for them. */
  void consume(List<MessageId> ids) throws SQLException;

  /** Adds messages; one that is there stays as it is. */
  void send(Collection<Message> messages) throws SQLException;

  /** Adds states to the history, and takes out what is more than its limit. */
  void keep(Ledger ledger) throws SQLException;
}
