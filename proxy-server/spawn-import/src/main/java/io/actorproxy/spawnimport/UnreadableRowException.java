package io.actorproxy.spawnimport;

/** A row that cannot be taken over. The message completes "the row ...". */
final class UnreadableRowException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableRowException(String reason) {
    super(reason, null, false, false);
  }
}
