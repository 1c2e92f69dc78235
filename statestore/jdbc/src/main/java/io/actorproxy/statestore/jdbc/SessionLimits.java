package io.actorproxy.statestore.jdbc;

/**
 * What the server puts an end to in a session.
 *
 * @param lockSeconds how long a statement waits for a lock
 * @param idleSeconds how long a transaction waits for its next statement; its locks are then free
 * @param statementSeconds how long a statement takes; 0 for no limit
 */
public record SessionLimits(int lockSeconds, int idleSeconds, int statementSeconds) {
  /**
   * A process that stands still must not keep its locks for ever, nor may others stop all saves.
   */
  public static final SessionLimits ALONE = new SessionLimits(5, 30, 0);

  /**
   * The limits of a member of a cluster: one that stands still in the middle of a save must not
   * hold up the saves of the others, nor its own fence. A save that takes long is not ended.
   */
  public static final SessionLimits MEMBER = new SessionLimits(1, 2, 0);

  /** The limits of transactions in which members agree on something. */
  public static final SessionLimits CLUSTER = new SessionLimits(1, 2, 2);
}
