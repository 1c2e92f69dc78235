package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.cluster.MessagePlace;
import io.actorproxy.statestore.jdbc.Digest;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a statement that takes many rows: one array for each column, in order.
 *
 * @param <R> a row
 */
final class Columns<R> {

  private final PreparedStatement statement;
  private final Collection<? extends R> rows;
  private int count;

  Columns(PreparedStatement statement, Collection<? extends R> rows) {
    this.statement = statement;
    this.rows = rows;
  }

  /** The columns of an identity: its digest and its three texts. */
  Columns<R> keys(Function<R, ActorKey> key) throws SQLException {
    return bytes(row -> Digest.of(key.apply(row))).texts(key);
  }

  /** The three texts of an identity. */
  Columns<R> texts(Function<R, ActorKey> key) throws SQLException {
    return text(row -> key.apply(row).system())
        .text(row -> key.apply(row).parent())
        .text(row -> key.apply(row).name());
  }

  Columns<R> bytes(Function<R, byte[]> value) throws SQLException {
    return add("bytea", value, new byte[0][]);
  }

  Columns<R> text(Function<R, String> value) throws SQLException {
    return add("text", value, new String[0]);
  }

  Columns<R> longs(Function<R, Long> value) throws SQLException {
    return add("int8", value, new Long[0]);
  }

  Columns<R> ints(Function<R, Integer> value) throws SQLException {
    return add("int4", value, new Integer[0]);
  }

  Columns<R> booleans(Function<R, Boolean> value) throws SQLException {
    return add("bool", value, new Boolean[0]);
  }

  Columns<R> ids(Function<R, MessageId> value) throws SQLException {
    return add("uuid", row -> uuid(value.apply(row)), new UUID[0]);
  }

  /** The group and the number of a place; both are null where there is none. */
  Columns<R> places(Function<R, @Nullable MessagePlace> place) throws SQLException {
    @Nullable String[] groups = new String[rows.size()];
    @Nullable Integer[] numbers = new Integer[rows.size()];
    int i = 0;
    for (R row : rows) {
      @Nullable MessagePlace its = place.apply(row);
      groups[i] = its == null ? null : its.group();
      numbers[i++] = its == null ? null : its.number();
    }
    return add("text", groups).add("int4", numbers);
  }

  /** How the database writes an id; it orders them as unsigned bytes. */
  static UUID uuid(MessageId id) {
    return new UUID(id.high(), id.low());
  }

  private <T> Columns<R> add(String type, Function<R, T> value, T[] empty) throws SQLException {
    return add(type, rows.stream().map(value).toList().toArray(empty));
  }

  private Columns<R> add(String type, @Nullable Object[] values) throws SQLException {
    statement.setArray(++count, statement.getConnection().createArrayOf(type, values));
    return this;
  }

  /** The position of the next parameter. */
  int next() {
    return ++count;
  }
}
