package io.actorproxy.statestore;

/** The result of one {@link Save}. A refused save changes nothing and fails none of its batch. */
public enum SaveResult {
  /** Accepted and durable. */
  SAVED,
  /** Refused: another writer has saved this actor since, or it is not stored at that revision. */
  CONFLICT,
  /** Refused: the state is larger than {@link StoreSettings#maxStateBytes}. */
  TOO_LARGE,
  /** Refused: a message that it consumes is not there, because another save has consumed it. */
  CONSUMED,
  /** Refused: the {@link Save#member} was fenced, or has left. Its later saves are refused too. */
  FENCED
}
