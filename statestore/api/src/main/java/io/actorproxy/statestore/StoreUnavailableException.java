package io.actorproxy.statestore;

import org.jspecify.annotations.Nullable;

/** The store cannot be reached or written now. It may come back: try again later. */
public final class StoreUnavailableException extends StoreException {

  public StoreUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public StoreUnavailableException(String message) {
    this(message, null);
  }
}
