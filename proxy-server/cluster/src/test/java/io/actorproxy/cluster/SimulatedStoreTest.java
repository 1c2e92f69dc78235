package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.testkit.ClusterStoreContract;
import java.util.List;
import java.util.SplittableRandom;

/** The store of the simulation does what the stores on servers do. */
final class SimulatedStoreTest extends ClusterStoreContract {
  private final long clock = 1_700_000_000_000L;
  private final SimulatedStore store =
      new SimulatedStore(
          () -> clock,
          new SplittableRandom(1),
          8,
          actor -> new SlotId("group", actor % 8),
          promise -> {
            throw new AssertionError(promise);
          },
          _ -> {});
  private int actors;

  @Override
  protected ClusterStore prepare() {
    return store;
  }

  @Override
  protected boolean takesSave(Identity member) {
    int actor = actors++;
    SimulatedStore.State before = store.state(actor);
    var after = new SimulatedStore.State(before.revision() + 1, 1);
    return store.save(member, actor, before, after, List.of(), null)
        == SimulatedStore.SaveResult.SAVED;
  }

  @Override
  protected long storeMillis() {
    return store.now();
  }

  @Override
  protected void age(long millis) {
    store.setClockForward(millis);
  }

  @Override
  protected Restoration dump() {
    store.remember();
    return store::goBack;
  }
}
