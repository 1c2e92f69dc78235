package io.actorproxy.statestore.sqlite;

/**
 * The history of one actor, as its row has it: the newest earlier state, from which each leads to
 * the one before.
 *
 * @param newest its id in the table {@code history}, or {@link #JUST_ADDED}; 0 if there is none
 * @param held how many, from there on, the history holds
 * @param stale how many follow that are still to be deleted
 */
record Chain(long newest, int held, int stale) {

  static final Chain EMPTY = new Chain(0, 0, 0);

  /** Stands for the row that the last INSERT has added; statements replace it by its id. */
  static final long JUST_ADDED = -1;

  /** The newest alone are still in the history; the others are stale. */
  Chain shortened(int staying) {
    return new Chain(newest, staying, stale + held - staying);
  }

  /** When what was stale is deleted. An id that is free again must not be referred to any more. */
  Chain pruned() {
    return held == 0 ? EMPTY : new Chain(newest, held, 0);
  }

  /** With one more, which the last INSERT has added. */
  Chain grown() {
    return new Chain(JUST_ADDED, held + 1, stale);
  }
}
