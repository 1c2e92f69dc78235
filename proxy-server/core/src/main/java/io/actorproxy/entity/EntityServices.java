package io.actorproxy.entity;

import io.actorproxy.codec.HostFormat;
import io.actorproxy.definition.ActorType;
import io.actorproxy.delivery.Outbox;
import io.actorproxy.host.HostClient;
import io.actorproxy.loops.PartitionLoop;
import io.actorproxy.state.StateManager;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import io.actorproxy.workflow.EffectRunner;
import java.util.random.RandomGenerator;

/**
 * What the activations of one partition share.
 *
 * @param loop the partition's event loop
 * @param wheel turned by that loop
 * @param host used on that loop only
 * @param jsonHost the same host, for types whose host speaks JSON
 */
public record EntityServices(
    EntityConfig config,
    PartitionLoop loop,
    TimerWheel wheel,
    TimeSource time,
    RandomGenerator random,
    HostClient host,
    HostClient jsonHost,
    StateManager state,
    StoreHealth storeHealth,
    EffectRunner effects,
    Outbox outbox,
    InFlight inFlight,
    CallCycles cycles,
    TurnObserver observer) {

  /**
   * The time of the store, in milliseconds since the epoch, as far as it is known: the same for all
   * processes that share it. Thread safe, and does not wait.
   */
  public long storeMillis() {
    return outbox.storeMillis();
  }

  /** Takes back the turns that wait to be sent to the host and may not start any more. */
  public void withdrawUnsent() {
    host.withdrawRefused();
  }

  /** What runs the actions of a type. */
  HostClient hostOf(ActorType type) {
    return type.hostFormat() == HostFormat.JSON ? jsonHost : host;
  }
}
