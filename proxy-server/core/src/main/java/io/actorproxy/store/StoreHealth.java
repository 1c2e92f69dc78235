package io.actorproxy.store;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store works: the result of the last save or probe, the result of the last load, and
 * whether a call has not returned in time. A full disk can still be read, so a load that succeeds
 * says nothing of saves. A store that hangs fails no call for a long while, but the age of its
 * calls shows it early. Logs when the health changes, not at every failure. Thread safe.
 */
public final class StoreHealth {
  private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);

  private final TimeSource time;
  private final long stallMillis;

  /** As many as there are threads that call: those of loads, the committer and the probe. */
  private final Set<StoreCall> underWay = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Failure saving;
  private volatile @Nullable Failure loading;
  private volatile boolean stallLogged;

  /** A call that has not returned after {@code stallMillis} counts as a failure. */
  public StoreHealth(TimeSource time, long stallMillis) {
    this.time = time;
    this.stallMillis = stallMillis;
  }

  /** A call of the store, from before it begins until it has returned. */
  public final class StoreCall implements AutoCloseable {
    private final long sinceNanos = time.nanoTime();

    @Override
    public void close() {
      underWay.remove(this);
    }
  }

  /** Begins a call of the store; it ends when the result is closed. */
  public StoreCall calling() {
    StoreCall call = new StoreCall();
    underWay.add(call);
    return call;
  }

  /** Notes that the store has failed to save. */
  public void saveFailed(Failure failure) {
    if (saving == null) {
      LOG.error("Expected the state store to save, but {}", failure);
    }
    saving = failure;
  }

  /** Whether the last load failed, or the last save did. */
  public boolean hasFailed() {
    return saving != null || loading != null;
  }

  /** Notes that the store has failed to load. */
  public void loadFailed(Failure failure) {
    if (loading == null) {
      LOG.error("Expected the state store to load, but {}", failure);
    }
    loading = failure;
  }

  /** Notes that the store has taken a save, so that it can be read as well. */
  public void saved() {
    if (saving != null) {
      saving = null;
      LOG.info("The state store saves again");
    }
    loaded();
  }

  /** Notes that the store has loaded something. */
  public void loaded() {
    if (loading != null) {
      loading = null;
      LOG.info("The state store loads again");
    }
  }

  /**
   * Asks the store to take a write, which says as much as a save does: callers learn of a refusal
   * while their own save still waits for a connection. Blocks; to be called now and then. Without
   * it a store that has healed would go unnoticed while no actor saves.
   *
   * @param unsaved how many saves wait; they are larger than the probe, so while there are some,
   *     only they show that the store works again
   */
  public void probe(StateStore store, IntSupplier unsaved) {
    try (StoreCall _ = calling()) {
      store.probe();
      if (unsaved.getAsInt() == 0) {
        saved();
      }
    } catch (StoreException e) {
      saveFailed(StoreFailures.unavailable(e));
    } catch (RuntimeException | Error e) {
      // A class that cannot be loaded keeps each call from the store, as a server that is away
      // does.
      if (saving == null) {
        LOG.error("Expected to probe the state store, but its driver threw", e);
      }
      saveFailed(StoreFailures.ofDefect(e));
    }
  }

  /** Logs when the store begins or ceases to hang. Does not block; to be called now and then. */
  public void logStall() {
    if (saving != null || loading != null) {
      // It has failed meanwhile, which was logged, and so will be its end.
      stallLogged = false;
      return;
    }
    Failure stall = stall();
    if (stall != null && !stallLogged) {
      LOG.error("Expected the state store to answer, but {}", stall);
    } else if (stall == null && stallLogged) {
      LOG.info("The state store answers again");
    }
    stallLogged = stall != null;
  }

  /**
   * The last known failure of the store, or that of a call that has not returned in time; null
   * while the store works.
   */
  public @Nullable Failure failure() {
    Failure failure = saving;
    if (failure == null) {
      failure = loading;
    }
    return failure != null ? failure : stall();
  }

  private @Nullable Failure stall() {
    long longestNanos = 0;
    for (StoreCall call : underWay) {
      longestNanos = Math.max(longestNanos, time.nanoTime() - call.sinceNanos);
    }
    long longestMillis = TimeUnit.NANOSECONDS.toMillis(longestNanos);
    return longestMillis < stallMillis
        ? null
        : new Failure(
            ErrorCode.STORE_UNAVAILABLE,
            "the state store has not answered for %d ms; look at it, or raise"
                    .formatted(longestMillis)
                + " PROXY_STATE_STALL_TIMEOUT if it is only slow");
  }
}
