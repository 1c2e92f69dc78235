package io.actorproxy.statestore.mariadb;

import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Selection;
import io.actorproxy.statestore.jdbc.Departures;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Which messages of a lane may be claimed, in the column {@code stage}; see the script V3.
 *
 * <p>A message is moved back only while the one right before it is locked, and the transaction that
 * takes that one out looks for the next one with a statement of its own after it has the lock. So
 * of the two transactions, in whichever order they come, the second sees what the first has done,
 * and no lane is left without a message in stage 0.
 */
final class LaneStages {

  /** How many lanes are looked at to find one that was left behind. */
  private static final int SEARCHED_LANES = 50;

  private static final String NEXT =
      """
      (SELECT %d, id, stage FROM actor_proxy_messages FORCE INDEX (messages_by_lane)
      WHERE lane = %d AND sequence > %d AND sequence <= %d AND dead = false
      ORDER BY sequence LIMIT 1)
      """;

  private static final String BEFORE =
      """
      (SELECT %d, id, stage FROM actor_proxy_messages FORCE INDEX (messages_by_lane)
      WHERE lane = %d AND sequence < %d AND dead = false
      ORDER BY sequence DESC LIMIT 1)
      """;

  private static final String FIRST =
      """
      (SELECT %d, id, stage FROM actor_proxy_messages FORCE INDEX (messages_by_lane)
      WHERE lane = %d AND dead = false ORDER BY sequence LIMIT 1)
      """;

  private static final String NEXT_WAITING_LANE =
      """
      SELECT min(lane) FROM actor_proxy_messages FORCE INDEX (messages_waiting)
      WHERE stage = 1 AND dead = false AND lane > %d
      """;

  private static final String LOCK =
      """
      SELECT id FROM actor_proxy_messages FORCE INDEX (PRIMARY) WHERE id IN (%s) AND dead = false
      FOR UPDATE SKIP LOCKED
      """;

  private static final String SET =
      "UPDATE actor_proxy_messages SET stage = %d WHERE id = ? AND stage = %d";

  private LaneStages() {}

  /** Those right behind what has gone may be claimed. */
  static void putForward(Connection connection, Departures gone) throws SQLException {
    List<Departures.Gap> gaps = gone.gaps();
    List<Found> next =
        look(
            connection,
            gaps,
            (i, gap) -> NEXT.formatted(i, gap.lane(), gap.sequence(), gap.until()));
    putForward(connection, next);
  }

  private static void putForward(Connection connection, List<Found> found) throws SQLException {
    set(connection, 0, found.stream().filter(row -> row.stage() == 1).map(Found::id).toList());
  }

  /** Moves messages back that are not the first of their lanes, if they are in one. */
  static void moveBack(Connection connection, Map<MessageId, MessageTable.Place> places)
      throws SQLException {
    List<Selection.Candidate> messages = new ArrayList<>();
    places.forEach(
        (id, place) -> {
          if (place.lane() != 0) {
            messages.add(
                new Selection.Candidate(
                    id, MessageKind.EFFECT, place.lane(), place.sequence(), false, 0));
          }
        });
    moveBack(connection, messages);
  }

  /**
   * Moves messages back that are not the first of their lanes.
   *
   * @return how many; the others are about to become the first
   */
  static int moveBack(Connection connection, List<Selection.Candidate> messages)
      throws SQLException {
    Map<MessageId, MessageId> before = new HashMap<>();
    List<Found> found =
        look(
            connection,
            messages,
            (i, message) -> BEFORE.formatted(i, message.lane(), message.sequence()));
    found.forEach(row -> before.put(messages.get(row.index()).id(), row.id()));
    Set<MessageId> locked = new HashSet<>();
    Bulk.select(
        connection,
        LOCK,
        before.values().stream().distinct().map(MessageId::toBytes).toList(),
        row -> locked.add(MessageId.of(row.getBytes(1))));
    List<MessageId> waiting =
        messages.stream()
            .map(Selection.Candidate::id)
            .filter(id -> before.containsKey(id) && locked.contains(before.get(id)))
            .toList();
    set(connection, 1, waiting);
    return waiting.size();
  }

  /**
   * Looks at some lanes in which messages wait, and puts forward those that wait for nothing: a
   * proxy of an earlier version may have taken out the one before.
   *
   * @param after the last lane that was looked at
   * @return the last lane now, or the lowest number if there are no more
   */
  static long search(Connection connection, long after) throws SQLException {
    List<Long> lanes = new ArrayList<>();
    long last = after;
    try (Statement statement = connection.createStatement()) {
      boolean more = true;
      while (more && lanes.size() < SEARCHED_LANES) {
        try (ResultSet row = statement.executeQuery(NEXT_WAITING_LANE.formatted(last))) {
          row.next();
          last = row.getLong(1);
          more = !row.wasNull();
        }
        if (more) {
          lanes.add(last);
        } else {
          last = Long.MIN_VALUE;
        }
      }
    }
    putForward(connection, look(connection, lanes, (i, lane) -> FIRST.formatted(i, lane)));
    return last;
  }

  private static void set(Connection connection, int stage, Collection<MessageId> ids)
      throws SQLException {
    Bulk.<MessageId>run(
        connection,
        SET.formatted(stage, 1 - stage),
        ids.stream().distinct().sorted(MessageTable.BY_ID).toList(),
        (statement, id) -> statement.setBytes(1, id.toBytes()));
  }

  /** A message, and the index of the place it was found for. */
  private record Found(int index, MessageId id, int stage) {}

  /** Asks for one message each, many in one statement. */
  private static <T> List<Found> look(
      Connection connection, List<T> places, BiFunction<Integer, T, String> query)
      throws SQLException {
    List<Found> found = new ArrayList<>();
    Bulk.union(
        connection,
        places,
        query,
        row -> found.add(new Found(row.getInt(1), MessageId.of(row.getBytes(2)), row.getInt(3))));
    return found;
  }
}
