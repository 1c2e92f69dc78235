package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.jdbc.MessageRow;

/**
 * The SQL of {@link PostgresMessages}.
 *
 * <p>What is asked of several kinds is asked of each by itself, along its part of the index by
 * time, and then put together: messages of one kind, however many, do not slow down those of
 * another.
 */
record MessageStatements(
    String add,
    String remove,
    String finish,
    String due,
    String behind,
    String lease,
    String takeOver,
    String renew,
    String release,
    String hasten,
    String record,
    String revive,
    String nextDue,
    String find,
    String firstPage,
    String nextPage,
    String head,
    String firstHeads,
    String nextHeads,
    String count,
    String totals,
    String removeDead) {

  /** What a claim has to know of a message; the length of a content is known without reading it. */
  static final String CANDIDATE =
      """
      message.id, message.kind, message.lane, message.sequence, message.failure = '' AS fresh,
        length(message.content) AS bytes, message.due_at\
      """;

  MessageStatements(String table) {
    this(
        MessageColumns.add(table),
        """
        WITH locked AS (SELECT id FROM %1$s WHERE id = ANY (?::uuid[]) ORDER BY id FOR UPDATE)
        DELETE FROM %1$s AS message USING locked WHERE message.id = locked.id
        RETURNING lane, sequence
        """
            .formatted(table),
        """
        WITH locked AS MATERIALIZED (
          SELECT id, claimed_by FROM %1$s WHERE id = ANY (?::uuid[]) ORDER BY id FOR UPDATE),
        removed AS (
          DELETE FROM %1$s AS message USING locked
          WHERE message.id = locked.id AND locked.claimed_by IN (0, ?)
          RETURNING lane, sequence)
        SELECT lane, sequence, NULL::uuid FROM removed
        UNION ALL SELECT 0, 0, id FROM locked WHERE claimed_by NOT IN (0, ?)
        """
            .formatted(table),
        due(table),
        behind(table, ""),
        "UPDATE %s SET due_at = ?, claimed_by = ? WHERE id = ANY (?::uuid[]) RETURNING %s"
            .formatted(table, MessageRow.COLUMNS),
        """
        WITH locked AS MATERIALIZED (
          SELECT id FROM %1$s
          WHERE kind = ANY ('{1,2,3}'::smallint[]) AND NOT dead AND due_at > ? AND due_at <= ?
          AND claimed_by NOT IN (0, ?) ORDER BY id FOR UPDATE)
        UPDATE %1$s AS message SET due_at = ?, claimed_by = 0
        FROM locked WHERE message.id = locked.id
        """
            .formatted(table),
        """
        WITH given AS MATERIALIZED (
          SELECT * FROM unnest(?::uuid[], ?::bigint[]) AS given (id, due_at)),
        locked AS MATERIALIZED (
          SELECT message.id, message.claimed_by, message.due_at, message.due_at = given.due_at AS held
          FROM given JOIN %1$s AS message ON message.id = given.id
          WHERE NOT message.dead ORDER BY message.id FOR UPDATE OF message),
        renewed AS (
          UPDATE %1$s AS message SET due_at = ? FROM locked
          WHERE message.id = locked.id AND locked.held AND locked.claimed_by = ?)
        SELECT id FROM locked GROUP BY id HAVING NOT bool_or(claimed_by = ? AND (held OR due_at = ?))
        """
            .formatted(table),
        """
        WITH locked AS MATERIALIZED (
          SELECT id FROM %1$s WHERE id = ANY (?::uuid[]) AND claimed_by = ? ORDER BY id FOR UPDATE)
        UPDATE %1$s AS message SET due_at = ?, claimed_by = 0
        FROM locked WHERE message.id = locked.id
        """
            .formatted(table),
        """
        WITH given AS MATERIALIZED (
          SELECT * FROM unnest(?::uuid[], ?::bigint[]) AS given (id, due_at)),
        locked AS MATERIALIZED (
          SELECT message.id FROM given JOIN %1$s AS message ON message.id = given.id
          WHERE message.due_at = given.due_at AND NOT message.dead
          ORDER BY message.id FOR UPDATE OF message)
        UPDATE %1$s AS message SET due_at = ?, claimed_by = 0
        FROM locked WHERE message.id = locked.id
        """
            .formatted(table),
        """
        WITH given AS MATERIALIZED (
          SELECT * FROM unnest(?::uuid[], ?::bigint[], ?::int[], ?::bigint[], ?::text[], ?::boolean[])
            AS given (id, lease, attempts, due_at, failure, dead)),
        locked AS MATERIALIZED (
          SELECT message.id, given.lease, message.claimed_by, message.due_at = given.lease AS held,
            NOT given.dead AND message.claimed_by = 0 AND message.due_at = given.due_at
              AND message.attempts = given.attempts AS recorded
          FROM given JOIN %1$s AS message ON message.id = given.id
          WHERE NOT message.dead ORDER BY message.id FOR UPDATE OF message),
        recorded AS (
          UPDATE %1$s AS message
          SET attempts = given.attempts, due_at = given.due_at, failure = given.failure,
            dead = given.dead, claimed_by = 0
          FROM locked JOIN given ON given.id = locked.id AND given.lease = locked.lease
          WHERE message.id = locked.id AND locked.held AND locked.claimed_by IN (0, ?)
          RETURNING message.lane, message.sequence, message.dead)
        SELECT lane, sequence, NULL::uuid FROM recorded WHERE dead
        UNION ALL SELECT 0, 0, id FROM locked GROUP BY id
          HAVING NOT bool_or(recorded OR held AND claimed_by IN (0, ?))
        """
            .formatted(table),
        """
        WITH locked AS MATERIALIZED (
          SELECT id FROM %1$s WHERE id = ANY (?::uuid[]) AND dead ORDER BY id FOR UPDATE)
        UPDATE %1$s AS message SET attempts = 0, due_at = ?, failure = '', dead = false, stage = 0
        FROM locked WHERE message.id = locked.id
        """
            .formatted(table),
        """
        SELECT first.due_at FROM unnest(?::smallint[]) AS asked (kind)
        CROSS JOIN LATERAL (
          SELECT due_at FROM %s WHERE kind = asked.kind AND stage = 0 AND NOT dead
          ORDER BY due_at, id LIMIT 1) AS first
        ORDER BY first.due_at LIMIT 1
        """
            .formatted(table),
        "SELECT %s FROM %s WHERE id = ?".formatted(MessageRow.COLUMNS, table),
        page(table, MessageRow.COLUMNS, ""),
        page(table, MessageRow.COLUMNS, "AND (due_at, id) > (?, ?)"),
        "SELECT %s FROM %s WHERE id = ?".formatted(MessageRow.head("dead"), table),
        page(table, MessageRow.head("dead"), ""),
        page(table, MessageRow.head("dead"), "AND (due_at, id) > (?, ?)"),
        "SELECT count(*) FROM %s WHERE kind = ANY (?::smallint[]) AND dead = ?".formatted(table),
        """
        SELECT count(*) FILTER (WHERE NOT dead), sum(length(content)) FILTER (WHERE NOT dead),
          count(*) FILTER (WHERE NOT dead AND kind = 3),
          count(*) FILTER (WHERE dead), sum(length(content)) FILTER (WHERE dead) FROM %s
        """
            .formatted(table),
        """
        WITH locked AS (
          SELECT id FROM %1$s WHERE id = ANY (?::uuid[]) AND dead ORDER BY id FOR UPDATE)
        DELETE FROM %1$s AS message USING locked WHERE message.id = locked.id
        """
            .formatted(table));
  }

  /**
   * What is due and may be claimed, and whether an earlier message of its lane is there all the
   * same. Two claims at the same time do not wait for each other and do not get the same: one skips
   * what the other has locked, and looks again at the lease of what it gets to lock after the
   * other. A later message of a lane is out of reach while the first one is there, even if that is
   * locked.
   */
  private static String due(String table) {
    return """
    SELECT first.* FROM unnest(?::smallint[]) AS asked (kind)
    CROSS JOIN (SELECT ?::bigint AS now) AS at
    CROSS JOIN LATERAL (
      SELECT %2$s, message.lane <> 0 AND EXISTS (
        SELECT FROM %1$s AS earlier
        WHERE earlier.lane = message.lane AND earlier.sequence < message.sequence
        AND earlier.lane <> 0 AND NOT earlier.dead) AS waits
      FROM %1$s AS message
      WHERE message.kind = asked.kind AND message.stage = 0 AND NOT message.dead
      AND message.due_at <= at.now
      ORDER BY message.due_at, message.id LIMIT ? FOR UPDATE OF message SKIP LOCKED) AS first
    ORDER BY first.due_at, first.id
    """
        .formatted(table, CANDIDATE);
  }

  /**
   * What comes next in lanes behind a message, and whether that is due and could be locked. What is
   * locked by others it says as well, since nothing behind that may go.
   *
   * @param condition what else must hold of a message that may go
   */
  static String behind(String table, String condition) {
    return """
    WITH behind AS MATERIALIZED (
      SELECT next.* FROM unnest(?::bigint[], ?::bigint[]) AS leader (lane, sequence)
      CROSS JOIN (SELECT ?::integer AS most) AS how
      CROSS JOIN LATERAL (
        SELECT %2$s FROM %1$s AS message
        WHERE message.lane = leader.lane AND message.lane <> 0 AND NOT message.dead
        AND message.sequence > leader.sequence
        ORDER BY message.sequence LIMIT how.most) AS next),
    locked AS MATERIALIZED (
      SELECT id FROM %1$s
      WHERE id = ANY (ARRAY(SELECT id FROM behind)) AND NOT dead AND due_at <= ? %3$s
      FOR UPDATE SKIP LOCKED)
    SELECT behind.*, locked.id IS NULL FROM behind LEFT JOIN locked ON locked.id = behind.id
    ORDER BY behind.lane, behind.sequence
    """
        .formatted(table, CANDIDATE, condition);
  }

  private static String page(String table, String columns, String after) {
    return """
    SELECT page.* FROM unnest(?::smallint[]) AS asked (kind)
    CROSS JOIN LATERAL (
      SELECT %1$s FROM %2$s WHERE kind = asked.kind AND dead = ? %3$s
      ORDER BY due_at, id LIMIT ?) AS page
    ORDER BY page.due_at, page.id LIMIT ?
    """
        .formatted(columns, table, after);
  }
}
