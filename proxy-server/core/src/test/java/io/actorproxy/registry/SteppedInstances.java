package io.actorproxy.registry;

import static java.util.Objects.requireNonNull;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.time.TimeSource;
import java.util.List;

/** The real instances of a proxy over lookups that are turned by hand. */
public final class SteppedInstances {
  private final Pubsub pubsub = new Pubsub();
  private final ActorRegistry registry = new ActorRegistry(pubsub);
  private final InstanceRoom room;
  private final InstanceCache cache;
  private final SpawnedInstances instances;

  /** Many of them, all of which are found without the store once they were called. */
  public SteppedInstances(SteppedLookups lookups, TimeSource time) {
    this(lookups, time, 1_000_000, 1 << 30);
  }

  /** So many of them, in a cache of that size; three calls may wait for each. */
  public SteppedInstances(
      SteppedLookups lookups, TimeSource time, long instancesMax, long cacheBytes) {
    this(lookups, time, instancesMax, cacheBytes, 3);
  }

  /** As above, where so many calls may wait for each. */
  public SteppedInstances(
      SteppedLookups lookups, TimeSource time, long instancesMax, long cacheBytes, int waitingMax) {
    this.room = new InstanceRoom(pubsub, instancesMax, 10_000, time);
    this.cache = new InstanceCache(registry, pubsub, room, cacheBytes, time);
    this.instances =
        new SpawnedInstances(
            registry, cache, room, lookups.store(), lookups.reader(), lookups.writer(), waitingMax);
  }

  public Pubsub pubsub() {
    return pubsub;
  }

  public ActorRegistry registry() {
    return registry;
  }

  public InstanceRoom room() {
    return room;
  }

  public InstanceCache cache() {
    return cache;
  }

  public SpawnedInstances instances() {
    return instances;
  }

  /** Makes an instance known as if it had been looked up. */
  public void know(ActorId id) {
    cache.recorded(id, List.of(id.key()), cache.removals());
  }

  /** The recording of an instance that is known. */
  Recording recording(ActorId id) {
    return requireNonNull(cache.instance(id));
  }
}
