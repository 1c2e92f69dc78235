package io.actorproxy.statestore;

import org.jspecify.annotations.Nullable;

/** The store was configured in a way that cannot work. */
public final class StoreConfigException extends StoreException {

  public StoreConfigException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public StoreConfigException(String message) {
    this(message, null);
  }
}
