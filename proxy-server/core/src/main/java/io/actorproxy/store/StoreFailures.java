package io.actorproxy.store;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreLockedException;
import io.actorproxy.statestore.StoreUnavailableException;

/** The failures that callers get for the store's exceptions. */
public final class StoreFailures {
  private StoreFailures() {}

  /** The failure of a call that reads or writes the state of an actor. */
  public static Failure of(StoreException e) {
    ErrorCode code =
        switch (e) {
          case StoreUnavailableException _ -> ErrorCode.STORE_UNAVAILABLE;
          case StoreCorruptedException _ -> ErrorCode.STATE_CORRUPTED;
          case StoreLockedException _ -> ErrorCode.STORE_UNAVAILABLE;
          case StoreConfigException _ -> ErrorCode.STORE_UNAVAILABLE;
        };
    return failure(code, e);
  }

  /** The failure of a call that is not about the state of one actor, and says nothing of any. */
  public static Failure unavailable(StoreException e) {
    return failure(ErrorCode.STORE_UNAVAILABLE, e);
  }

  private static Failure failure(ErrorCode code, StoreException e) {
    return new Failure(code, "the state store failed: " + e.getMessage());
  }

  /** The failure of a call in which the driver has thrown what it should not. */
  public static Failure ofDefect(Throwable e) {
    return new Failure(ErrorCode.INTERNAL, "the state store's driver has a defect: " + e);
  }
}
