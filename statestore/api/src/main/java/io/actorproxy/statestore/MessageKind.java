package io.actorproxy.statestore;

/** Why a {@link Message} exists. The numbers are what stores keep; they never change. */
public enum MessageKind {
  /** A message of a turn to another actor: a side effect or a broadcast. */
  EFFECT(1),
  /** An asynchronous invocation that was promised to run. */
  ASYNC(2),
  /** An invocation that runs at a time. */
  SCHEDULE(3);

  private final int number;

  MessageKind(int number) {
    this.number = number;
  }

  /** The number that stores keep. */
  public int number() {
    return number;
  }

  /**
   * The kind of that number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static MessageKind of(int number) {
    for (MessageKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new IllegalArgumentException("Expected the number of a message kind, but got " + number);
  }
}
