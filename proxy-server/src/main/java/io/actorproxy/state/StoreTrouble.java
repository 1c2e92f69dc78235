package io.actorproxy.state;

import io.actorproxy.invocation.Failure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store works, as the last save and the last load have found. A full disk can still be
 * read, so a load that succeeds says nothing of saves. Logs when this changes, not at every
 * failure. Thread safe.
 */
final class StoreTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(StoreTrouble.class);

  private volatile @Nullable Failure saving;
  private volatile @Nullable Failure loading;

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

  /** Why the store does not work; null while it does. */
  @Nullable Failure current() {
    Failure failure = saving;
    return failure != null ? failure : loading;
  }
}
