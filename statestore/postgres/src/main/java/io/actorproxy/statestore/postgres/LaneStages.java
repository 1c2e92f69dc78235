package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.jdbc.Departures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

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

  private final String putForward;
  private final String moveBack;
  private final String search;
  private final String forward;

  /**
   * @param table of messages, as statements write it
   */
  LaneStages(String table) {
    this.putForward =
        """
        UPDATE %1$s SET stage = 0 WHERE stage = 1 AND id = ANY (ARRAY(
          SELECT next.id
          FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS gone (lane, sequence, until)
          CROSS JOIN LATERAL (
            SELECT id, stage FROM %1$s
            WHERE lane = gone.lane AND lane <> 0 AND NOT dead
            AND sequence > gone.sequence AND sequence <= gone.until
            ORDER BY sequence LIMIT 1) AS next
          WHERE next.stage = 1))
        """
            .formatted(table);
    this.moveBack =
        """
        WITH placed AS MATERIALIZED (
          SELECT message.id, (
            SELECT before.id FROM %1$s AS before
            WHERE before.lane = message.lane AND before.lane <> 0 AND NOT before.dead
            AND before.sequence < message.sequence
            ORDER BY before.sequence DESC LIMIT 1) AS before
          FROM %1$s AS message WHERE message.id = ANY (?::uuid[])),
        locked AS MATERIALIZED (
          SELECT id FROM %1$s WHERE id = ANY (ARRAY(SELECT before FROM placed)) AND NOT dead
          FOR SHARE SKIP LOCKED)
        UPDATE %1$s SET stage = 1 WHERE id = ANY (ARRAY(
          SELECT placed.id FROM placed JOIN locked ON locked.id = placed.before))
        """
            .formatted(table);
    this.search =
        """
        WITH RECURSIVE lanes AS (
          (SELECT lane, 1 AS number FROM %1$s WHERE stage = 1 AND NOT dead AND lane > ?
            ORDER BY lane LIMIT 1)
          UNION ALL
          SELECT next.lane, lanes.number + 1 FROM lanes CROSS JOIN LATERAL (
            SELECT lane FROM %1$s WHERE stage = 1 AND NOT dead AND lane > lanes.lane
            ORDER BY lane LIMIT 1) AS next
          WHERE lanes.number < %2$d)
        SELECT lanes.lane, first.id, first.stage FROM lanes CROSS JOIN LATERAL (
          SELECT id, stage FROM %1$s WHERE lane = lanes.lane AND lane <> 0 AND NOT dead
          ORDER BY sequence LIMIT 1) AS first
        ORDER BY lanes.lane
        """
            .formatted(table, SEARCHED_LANES);
    this.forward = "UPDATE %s SET stage = 0 WHERE id = ANY (?::uuid[])".formatted(table);
  }

  /** Those right behind what has gone may be claimed. */
  void putForward(Connection connection, Departures gone) throws SQLException {
    List<Departures.Gap> gaps = gone.gaps();
    if (gaps.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(putForward)) {
      new Columns<Departures.Gap>(statement, gaps)
          .longs(Departures.Gap::lane)
          .longs(Departures.Gap::sequence)
          .longs(Departures.Gap::until);
      statement.executeUpdate();
    }
  }

  /**
   * Moves messages back that are not the first of their lanes.
   *
   * @return how many; the others are about to become the first
   */
  int moveBack(Connection connection, Collection<MessageId> ids) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(moveBack)) {
      new Columns<MessageId>(statement, ids).ids(id -> id);
      return statement.executeUpdate();
    }
  }

  /**
   * Looks at some lanes in which messages wait, and puts forward those that wait for nothing: a
   * proxy of an earlier version may have taken out the one before.
   *
   * @param after the last lane that was looked at
   * @return the last lane now, or the lowest number if there are no more
   */
  long search(Connection connection, long after) throws SQLException {
    long last = Long.MIN_VALUE;
    List<UUID> found = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(search)) {
      statement.setLong(1, after);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          last = row.getLong(1);
          if (row.getInt(3) != 0) {
            found.add(row.getObject(2, UUID.class));
          }
        }
      }
    }
    if (!found.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(forward)) {
        statement.setArray(1, connection.createArrayOf("uuid", found.toArray()));
        statement.executeUpdate();
      }
    }
    return last;
  }
}
