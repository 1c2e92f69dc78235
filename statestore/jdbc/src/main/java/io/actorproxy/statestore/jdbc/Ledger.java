package io.actorproxy.statestore.jdbc;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.CONSUMED;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static io.actorproxy.statestore.SaveResult.TOO_LARGE;
import static java.util.stream.Collectors.toSet;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides on each save of a batch, one after the other, and adds up what is to be written. It
 * starts from the rows that the batch is about, as they are stored and locked, so that what it
 * decides is still right when it is written.
 */
public final class Ledger {

  /** The row of an actor. */
  public record Stored(long revision, long writer) {}

  private final int maxStateBytes;
  private final Set<ActorKey> stored;
  private final Map<ActorKey, Stored> actors;
  private final Set<MessageId> messages;

  private final Map<ActorKey, Save> written = new LinkedHashMap<>();
  private final List<MessageId> consumed = new ArrayList<>();
  private final Map<MessageId, Message> sent = new LinkedHashMap<>();
  private final List<Save> kept = new ArrayList<>();

  /**
   * @param actors those that are stored, of all that the batch saves
   * @param messages those that are there, of all that the batch consumes
   * @param maxStateBytes largest state of one actor
   */
  private Ledger(Map<ActorKey, Stored> actors, Set<MessageId> messages, int maxStateBytes) {
    this.stored = Set.copyOf(actors.keySet());
    this.actors = new HashMap<>(actors);
    this.messages = new HashSet<>(messages);
    this.maxStateBytes = maxStateBytes;
  }

  /**
   * Saves a batch, as {@link Dialect#save} says: locks messages, then actors, decides, and writes
   * actors, messages and history.
   *
   * <p>Messages are locked first: whichever transaction has waited for one that another consumed
   * sees with the next statement what that one has saved, and so knows its own repetition.
   */
  public static List<SaveResult> save(List<Save> batch, int maxStateBytes, LockedRows rows)
      throws SQLException {
    Set<MessageId> messages =
        rows.lockMessages(
            batch.stream().flatMap(save -> save.consumes().stream()).collect(toSet()));
    Map<ActorKey, Stored> actors = rows.lockActors(batch.stream().map(Save::key).collect(toSet()));
    Ledger ledger = new Ledger(actors, messages, maxStateBytes);
    List<SaveResult> results = batch.stream().map(ledger::apply).toList();
    rows.create(ledger.created());
    rows.update(ledger.updated());
    rows.consume(ledger.consumed());
    rows.send(ledger.sent());
    rows.keep(ledger);
    return results;
  }

  /** Decides about the next save. */
  private SaveResult apply(Save save) {
    if (save.state().length > maxStateBytes) {
      return TOO_LARGE;
    }
    @Nullable Stored row = actors.get(save.key());
    long revision = row == null ? 0 : row.revision();
    if (row != null && row.writer() == save.writer() && revision > save.expectedRevision()) {
      if (revision == save.expectedRevision() + 1) {
        write(save);
      }
      return SAVED;
    }
    if (revision != save.expectedRevision()) {
      return CONFLICT;
    }
    if (!save.consumes().stream().allMatch(this::isThere)) {
      return CONSUMED;
    }
    write(save);
    save.consumes().forEach(this::consume);
    save.sends().forEach(message -> sent.putIfAbsent(message.id(), message));
    if (save.keep()) {
      kept.add(save);
    }
    return SAVED;
  }

  private void write(Save save) {
    actors.put(save.key(), new Stored(save.expectedRevision() + 1, save.writer()));
    written.put(save.key(), save);
  }

  private boolean isThere(MessageId id) {
    return messages.contains(id) || sent.containsKey(id);
  }

  private void consume(MessageId id) {
    sent.remove(id);
    if (messages.remove(id)) {
      consumed.add(id);
    }
  }

  /** The last state of each actor that is not stored yet. */
  private List<Save> created() {
    return written.values().stream().filter(save -> !stored.contains(save.key())).toList();
  }

  /** The last state of each actor that is stored and gets another one. */
  private List<Save> updated() {
    return written.values().stream().filter(save -> stored.contains(save.key())).toList();
  }

  /** Messages to be removed, before others are added. */
  private List<MessageId> consumed() {
    return consumed;
  }

  /** Messages to be added where none of their id is there. */
  private Collection<Message> sent() {
    return sent.values();
  }

  /** Saves that enter the history. */
  public List<Save> kept() {
    return kept;
  }

  /**
   * Actors whose history may then hold more than the limit. No actor has more earlier states than
   * revisions, so a young one is not among them.
   */
  public Set<ActorKey> crowded(int historyLimit) {
    return kept.stream()
        .filter(save -> save.expectedRevision() >= historyLimit)
        .map(Save::key)
        .collect(toSet());
  }
}
