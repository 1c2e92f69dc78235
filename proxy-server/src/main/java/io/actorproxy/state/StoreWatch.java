package io.actorproxy.state;

import io.actorproxy.invocation.Failure;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import org.jspecify.annotations.Nullable;

/** Knows whether the store works, for those who must not wait to find out. */
public final class StoreWatch {
  private final StateStore store;
  private final StateManager state;
  private volatile @Nullable String probeProblem;

  public StoreWatch(StateStore store, StateManager state) {
    this.store = store;
    this.state = state;
  }

  /**
   * Asks the store to take a write. Blocks; to be called now and then. Without it nobody would
   * notice that a store has healed that no actor wants to save to.
   */
  public void probe() {
    try (StoreCalls.Call _ = state.storeTrouble().calling()) {
      store.probe();
      probeProblem = null;
      state.storeWorks();
    } catch (StoreException e) {
      probeProblem = StoreFailures.of(e).toString();
    }
  }

  /** Logs when the store begins or ceases to hang. Does not block; to be called now and then. */
  public void look() {
    state.storeTrouble().logStall();
  }

  /** Why the store does not work, as of the last probe or save; null if it does. */
  public @Nullable String problem() {
    Failure trouble = state.trouble();
    return trouble != null ? trouble.toString() : probeProblem;
  }
}
