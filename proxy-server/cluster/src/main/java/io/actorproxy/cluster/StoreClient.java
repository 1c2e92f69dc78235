package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.View;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asks the {@link ClusterStore} without waiting for it. Answers come on the cluster's loop, in any
 * order, each once.
 */
public interface StoreClient {
  /** See {@link ClusterStore#join}. */
  void join(Joining joining, Consumer<StoreOutcome<Identity>> then);

  /** See {@link ClusterStore#beat}. Must not wait for another operation. */
  void beat(Identity me, Set<View> known, Consumer<StoreOutcome<Pulse>> then);

  /** See {@link ClusterStore#read}. */
  void read(View seen, Consumer<StoreOutcome<Changes>> then);

  /** See {@link ClusterStore#change}. */
  void change(Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then);
}
