package io.actorproxy.verify;

/**
 * One call in the history of a number.
 *
 * @param begin when it was sent
 * @param end when it was answered; {@link #NEVER} if it was not, so that it may have happened at
 *     any time since, or not at all
 * @param number what was added or written; nothing for a read
 * @param result the number that was answered; nothing if the call was not answered
 * @param place where it is likely to stand among the others; a hint and no more
 */
record HistoryCall(long begin, long end, Effect effect, long number, long result, double place) {
  static final long NEVER = Long.MAX_VALUE;

  enum Effect {
    ADD,
    SET,
    READ
  }

  boolean isAnswered() {
    return end != NEVER;
  }

  /** The number after this call, if it was {@code before}. */
  long after(long before) {
    return switch (effect) {
      case ADD -> before + number;
      case SET -> number;
      case READ -> before;
    };
  }

  /** Whether the answer is the one it would have had if the number was {@code before}. */
  boolean fits(long before) {
    return !isAnswered() || after(before) == result;
  }
}
