package io.actorproxy.statestore;

import org.jspecify.annotations.Nullable;

/** The store is in use by another process and can have only one. */
public final class StoreLockedException extends StoreException {

  public StoreLockedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public StoreLockedException(String message) {
    this(message, null);
  }
}
