package io.actorproxy.statestore.cluster;

/**
 * A state of members and slots in the store: each change of them makes the next view.
 *
 * @param number greater than that of every earlier view; also of those that the store has lost,
 *     since it is at least the time of the database in milliseconds
 * @param token tells the view apart from one of the same number that the store has lost
 * @param history the number of the view since which the store has lost none, as far as a member has
 *     noticed
 */
public record View(long number, long token, long history) {
  /** What a member knows that has read nothing yet. */
  public static final View NONE = new View(0, 0, 0);
}
