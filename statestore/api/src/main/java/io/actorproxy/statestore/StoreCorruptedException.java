package io.actorproxy.statestore;

import org.jspecify.annotations.Nullable;

/** Stored data is damaged. A retry does not help; an operator must look at it. */
public final class StoreCorruptedException extends StoreException {

  public StoreCorruptedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public StoreCorruptedException(String message) {
    this(message, null);
  }
}
