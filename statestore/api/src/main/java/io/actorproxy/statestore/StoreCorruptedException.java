package io.actorproxy.statestore;

import org.jspecify.annotations.Nullable;

/** What is stored is damaged. Trying again does not help; a person must look at it. */
public final class StoreCorruptedException extends StoreException {

  public StoreCorruptedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public StoreCorruptedException(String message) {
    this(message, null);
  }
}
