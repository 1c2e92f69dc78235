package io.actorproxy.state;

import io.actorproxy.invocation.Failure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store works, as the last save or probe and the last load have found, and as those
 * under way let expect. A full disk can still be read, so a load that succeeds says nothing of
 * saves. Logs when this changes, not at every failure. Thread safe.
 */
final class StoreTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(StoreTrouble.class);

  private final StoreCalls calls;
  private volatile @Nullable Failure saving;
  private volatile @Nullable Failure loading;
  private volatile boolean stallTold;

  StoreTrouble(StoreCalls calls) {
    this.calls = calls;
  }

  /** A call of the store begins; it ends when the result is closed. */
  StoreCalls.Call calling() {
    return calls.begin();
  }

  void saveFailed(Failure failure) {
    if (saving == null) {
      LOG.error("Expected the state store to save, but {}", failure);
    }
    saving = failure;
  }

  void loadFailed(Failure failure) {
    if (loading == null) {
      LOG.error("Expected the state store to load, but {}", failure);
    }
    loading = failure;
  }

  void saved() {
    if (saving != null) {
      saving = null;
      LOG.info("The state store saves again");
    }
    loaded();
  }

  void loaded() {
    if (loading != null) {
      loading = null;
      LOG.info("The state store loads again");
    }
  }

  /** To be called now and then: a call that hangs says nothing itself. */
  void logStall() {
    if (saving != null || loading != null) {
      // It has failed meanwhile, which was logged, and so will be its end.
      stallTold = false;
      return;
    }
    Failure stall = calls.stall();
    if (stall != null && !stallTold) {
      LOG.error("Expected the state store to answer, but {}", stall);
    } else if (stall == null && stallTold) {
      LOG.info("The state store answers again");
    }
    stallTold = stall != null;
  }

  /** Why the store does not work; null while it does. */
  @Nullable Failure current() {
    Failure failure = saving;
    if (failure == null) {
      failure = loading;
    }
    return failure != null ? failure : calls.stall();
  }
}
