package io.actorproxy.state;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import org.jspecify.annotations.Nullable;

/** Knows whether the store works, for those who must not wait to find out. */
public final class StoreWatch {
  private final StateStore store;
  private final StateManager state;

  public StoreWatch(StateStore store, StateManager state) {
    this.store = store;
    this.state = state;
  }

  /**
   * Asks the store to take a write, which says as much as a save does: callers hear of a refusal
   * while their own save still waits for a connection. Blocks; to be called now and then. Without
   * it a store that has healed would go unnoticed while no actor saves.
   */
  public void probe() {
    try (StoreCalls.Call _ = state.storeTrouble().calling()) {
      store.probe();
      state.storeWorks();
    } catch (StoreException e) {
      // Whatever is wrong with the probe is not wrong with the state of an actor that waits.
      state
          .storeTrouble()
          .saveFailed(new Failure(ErrorCode.STORE_UNAVAILABLE, StoreFailures.of(e).message()));
    }
  }

  /** Logs when the store begins or ceases to hang. Does not block; to be called now and then. */
  public void look() {
    state.storeTrouble().logStall();
  }

  /** Why the store does not work, as of the last probe or save; null if it does. */
  public @Nullable String problem() {
    Failure trouble = state.storeFailure();
    return trouble == null ? null : trouble.toString();
  }
}
