package io.actorproxy.state;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.StoreConfigException;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreLockedException;
import io.actorproxy.statestore.StoreUnavailableException;

/** The store's exceptions in the words of the product. */
final class StoreFailures {
  private StoreFailures() {}

  static Failure of(StoreException e) {
    ErrorCode code =
        switch (e) {
          case StoreUnavailableException _ -> ErrorCode.STORE_UNAVAILABLE;
          case StoreCorruptedException _ -> ErrorCode.STATE_CORRUPTED;
          case StoreLockedException _ -> ErrorCode.STORE_UNAVAILABLE;
          case StoreConfigException _ -> ErrorCode.STORE_UNAVAILABLE;
        };
    return new Failure(code, "the state store failed: " + e.getMessage());
  }

  static Failure ofDefect(Throwable e) {
    return new Failure(ErrorCode.INTERNAL, "the state store's driver has a defect: " + e);
  }
}
