package io.actorproxy.statestore;

import io.actorproxy.statestore.cluster.ClusterStore;
import java.util.Optional;

/** An open store. Safe for use by many threads except where a part of it says otherwise. */
public interface StateStore extends AutoCloseable {

  /** The name of this store in logs and health details, for example {@code sqlite}. */
  String name();

  /** The current state of each actor. The same object at each call. */
  SnapshotStore snapshots();

  /** Earlier states of each actor. */
  HistoryStore history();

  /** The messages that are still to be delivered. */
  MessageStore messages();

  /** Which instances and registrations there are. */
  LookupStore lookups();

  /** Takes over actors from elsewhere. */
  ImportStore imports();

  /**
   * The tables of a cluster of processes that share this store; empty if processes cannot share it,
   * or if they can but it does not keep what a cluster needs. Nothing is written, and nothing
   * connects, before it is used.
   */
  default Optional<ClusterStore> cluster() {
    return Optional.empty();
  }

  /**
   * Returns normally if the store can be reached and written now. Cheap enough to be called once a
   * second; it may wait a few seconds for a store that is busy.
   */
  void probe() throws StoreException;

  /** One sentence for operators: what is durable when {@link SnapshotStore#save} returns. */
  String durability();

  /**
   * Waits for calls in progress and releases everything. Calls after it throw {@link
   * StoreUnavailableException}. Closing twice is fine.
   */
  @Override
  void close();
}
