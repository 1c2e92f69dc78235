package io.actorproxy.statestore.mariadb;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static java.util.Objects.requireNonNull;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.jdbc.Digest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The row of one actor while a batch is saved: as it is stored, then as saves make it. */
final class ActorRow {

  private final ActorKey key;
  private final byte[] digest;
  private final String hex;

  private boolean stored;
  private boolean isOfAnother;
  private long revision;
  private long writer;

  /** What is to be written; null if nothing. */
  private @Nullable Save last;

  ActorRow(ActorKey key) {
    this.key = key;
    this.digest = Digest.of(key);
    this.hex = HexFormat.of().formatHex(digest);
  }

  /** The digest in lower-case hexadecimal digits. */
  String hex() {
    return hex;
  }

  /** Takes over what is stored, from a row of digest, system, parent, name, revision, writer. */
  void isStored(ResultSet found) throws SQLException {
    stored = true;
    isOfAnother =
        !found.getString(2).equals(key.system())
            || !found.getString(3).equals(key.parent())
            || !found.getString(4).equals(key.name());
    revision = found.getLong(5);
    writer = found.getLong(6);
  }

  /** Decides about a save that fits, as {@link Save} says. */
  SaveResult accept(Save save) {
    if (isOfAnother) {
      return CONFLICT;
    }
    if (revision > save.expectedRevision() && writer == save.writer()) {
      if (revision == save.expectedRevision() + 1) {
        last = save;
      }
      return SAVED;
    }
    if (revision != save.expectedRevision()) {
      return CONFLICT;
    }
    revision++;
    writer = save.writer();
    last = save;
    return SAVED;
  }

  boolean isNew() {
    return last != null && !stored;
  }

  boolean isChanged() {
    return last != null && stored;
  }

  int stateBytes() {
    return state().length;
  }

  private byte[] state() {
    return requireNonNull(last).state();
  }

  /** Digest, system, parent, name, revision, writer, state. */
  void bindInsert(PreparedStatement statement) throws SQLException {
    statement.setBytes(1, digest);
    statement.setString(2, key.system());
    statement.setString(3, key.parent());
    statement.setString(4, key.name());
    statement.setLong(5, revision);
    statement.setLong(6, writer);
    statement.setBytes(7, state());
  }

  /** Revision, writer, state, digest. */
  void bindUpdate(PreparedStatement statement) throws SQLException {
    statement.setLong(1, revision);
    statement.setLong(2, writer);
    statement.setBytes(3, state());
    statement.setBytes(4, digest);
  }
}
