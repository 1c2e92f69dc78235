package io.actorproxy.statestore;

import org.jspecify.annotations.Nullable;

/** A store could not do what it was asked. The message says what to do about it. */
public abstract sealed class StoreException extends Exception
    permits StoreUnavailableException,
        StoreCorruptedException,
        StoreLockedException,
        StoreConfigException {

  StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
