package io.actorproxy.statestore.postgres;

import io.actorproxy.statestore.jdbc.MessageRow;

/**
 * The SQL of {@link PostgresMemberMessages}. Each names the conditions of the index that serves it,
 * see the script V7.
 */
record MemberStatements(
    String claimants,
    String unclaim,
    String due,
    String behind,
    String claim,
    String forget,
    String nextDue,
    String withoutGroup,
    String places,
    String place) {

  /** A claim is one short transaction; what is left is for the next one. */
  private static final int UNCLAIMED_MAX = 1_000;

  private static final String MINE = "unnest(?::text[], ?::int[]) AS mine (grp, slot)";

  /** What may be claimed of one slot and one kind, in the order of {@code messages_by_slot}. */
  private static final String CLAIMABLE =
      """
      grp = mine.grp AND slot = mine.slot AND kind = asked.kind
        AND grp IS NOT NULL AND stage = 0 AND NOT dead AND claimed_by = 0\
      """;

  MemberStatements(String table, String fences) {
    this(
        // Looks at one row of each, however many they have claimed.
        """
        WITH RECURSIVE claimants AS (
          (SELECT claimed_by FROM %1$s WHERE grp IS NOT NULL AND claimed_by <> 0
            ORDER BY claimed_by LIMIT 1)
          UNION ALL
          SELECT next.claimed_by FROM claimants CROSS JOIN LATERAL (
            SELECT claimed_by FROM %1$s
            WHERE grp IS NOT NULL AND claimed_by <> 0 AND claimed_by > claimants.claimed_by
            ORDER BY claimed_by LIMIT 1) AS next)
        SELECT 0 FROM %2$s WHERE epoch = ? AND nonce = ?
        UNION ALL SELECT claimed_by FROM claimants
        WHERE NOT EXISTS (SELECT FROM %2$s WHERE epoch = claimants.claimed_by)
        """
            .formatted(table, fences),
        """
        UPDATE %1$s SET claimed_by = 0 WHERE id = ANY (ARRAY(
          SELECT id FROM %1$s
          WHERE claimed_by = ANY (?::bigint[]) AND grp IS NOT NULL AND claimed_by <> 0
          AND (grp, slot) IN (SELECT mine.grp, mine.slot FROM %2$s)
          LIMIT %3$d FOR UPDATE SKIP LOCKED))
        """
            .formatted(table, MINE, UNCLAIMED_MAX),
        due(table),
        MessageStatements.behind(table, "AND claimed_by = 0"),
        "UPDATE %s SET claimed_by = ? WHERE id = ANY (?::uuid[]) RETURNING %s"
            .formatted(table, MessageRow.COLUMNS),
        """
        UPDATE %1$s SET claimed_by = 0 WHERE id = ANY (ARRAY(
          SELECT id FROM %1$s WHERE claimed_by = ? AND grp IS NOT NULL AND claimed_by <> 0
          AND NOT id = ANY (?::uuid[]) ORDER BY id FOR UPDATE))
        """
            .formatted(table),
        """
        SELECT min(first.due_at) FROM %2$s CROSS JOIN unnest(?::smallint[]) AS asked (kind)
        CROSS JOIN LATERAL (
          SELECT due_at FROM %1$s WHERE %3$s ORDER BY due_at, id LIMIT 1) AS first
        """
            .formatted(table, MINE, CLAIMABLE),
        """
        SELECT id, system, parent, name, due_at, grp, slot FROM %s
        WHERE grp IS NULL AND slot IS NOT NULL AND NOT dead AND (due_at, id) > (?, ?)
        ORDER BY due_at, id LIMIT ?
        """
            .formatted(table),
        """
        SELECT page.* FROM unnest('{1,2,3}'::smallint[]) AS asked (kind)
        CROSS JOIN (SELECT ?::bigint AS due_at, ?::uuid AS id, ?::int AS most) AS after
        CROSS JOIN LATERAL (
          SELECT id, system, parent, name, due_at, grp, slot FROM %s
          WHERE kind = asked.kind AND NOT dead AND (due_at, id) > (after.due_at, after.id)
          ORDER BY due_at, id LIMIT after.most) AS page
        ORDER BY page.due_at, page.id LIMIT ?
        """
            .formatted(table),
        """
        WITH given AS MATERIALIZED (
          SELECT * FROM unnest(?::uuid[], ?::text[], ?::int[]) AS given (id, grp, slot)),
        locked AS MATERIALIZED (
          SELECT message.id FROM %1$s AS message
          WHERE message.id = ANY (ARRAY(SELECT id FROM given)) AND NOT message.dead
          ORDER BY message.id FOR UPDATE SKIP LOCKED)
        UPDATE %1$s AS message SET grp = given.grp, slot = given.slot
        FROM locked JOIN given ON given.id = locked.id WHERE message.id = locked.id
        """
            .formatted(table));
  }

  /**
   * As {@link MessageStatements#due}, of some slots. Those of each are looked for by themselves:
   * what waits in the slots of others, however much, costs nothing. They are locked when the first
   * of all are known, and looked at again then.
   */
  private static String due(String table) {
    return """
    SELECT %2$s, message.lane <> 0 AND EXISTS (
      SELECT FROM %1$s AS earlier
      WHERE earlier.lane = message.lane AND earlier.sequence < message.sequence
      AND earlier.lane <> 0 AND NOT earlier.dead) AS waits
    FROM %1$s AS message WHERE message.id = ANY (ARRAY(
      SELECT first.id FROM %3$s
      CROSS JOIN unnest(?::smallint[]) AS asked (kind)
      CROSS JOIN (SELECT ?::bigint AS now, ?::int AS most) AS at
      CROSS JOIN LATERAL (
        SELECT id, due_at FROM %1$s WHERE %4$s AND due_at <= at.now
        ORDER BY due_at, id LIMIT at.most) AS first
      ORDER BY first.due_at, first.id LIMIT ?))
    AND message.stage = 0 AND NOT message.dead AND message.claimed_by = 0 AND message.due_at <= ?
    ORDER BY message.due_at, message.id FOR UPDATE OF message SKIP LOCKED
    """
        .formatted(table, MessageStatements.CANDIDATE, MINE, CLAIMABLE);
  }
}
