package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.host.HostProbe;
import io.actorproxy.host.HttpHostClient;
import io.actorproxy.loops.Transport;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.InstanceCache;
import io.actorproxy.registry.InstanceRoom;
import io.actorproxy.registry.LookupReader;
import io.actorproxy.registry.LookupWriter;
import io.actorproxy.registry.RememberedRegistrations;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.statestore.LookupStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.system.Registrar;
import io.actorproxy.time.TimeSource;
import java.time.Duration;

/**
 * The actor types and the instances that are known, in memory and in the store.
 *
 * @param room how many instances there may be
 * @param registrations what apps have registered
 */
record Catalog(
    ActorRegistry registry,
    LookupStore store,
    InstanceRoom room,
    SpawnedInstances instances,
    RememberedRegistrations registrations) {

  static Catalog open(
      ProxyConfig config,
      ActorRegistry registry,
      InstanceRoom room,
      InstanceCache cache,
      Storage storage,
      Transport transport,
      Closers closers) {
    LookupStore store = storage.store().lookups();
    Duration closeLimit = Duration.ofMillis(config.state().closeMillis());
    LookupWriter writer =
        closers.add(
            "the recording of instances",
            new LookupWriter(
                    store,
                    config.limits().instanceQueue(),
                    config.state().commitBatch(),
                    closeLimit,
                    transport.loops().getFirst())
                .start());
    LookupReader reader =
        closers.add(
            "the look-up of instances",
            new LookupReader(
                    store,
                    config.limits().instanceQueue(),
                    closeLimit,
                    transport.loops().getFirst())
                .start());
    return new Catalog(
        registry,
        store,
        room,
        new SpawnedInstances(
            registry, cache, room, store, reader, writer, config.entity().mailboxCapacity()),
        new RememberedRegistrations(
            writer,
            config.identity().registeredApp(),
            config.identity().member(),
            config.limits().maxTypes(),
            config.limits().maxTypeBytes()));
  }

  /** The part that takes registrations. */
  Registrar registrar(Execution execution, Loops loops, TimeSource time) {
    Registrar registrar =
        new Registrar(
            registry,
            instances,
            execution.supervisor(),
            registrations,
            Thread::startVirtualThread,
            time,
            () -> loops.onAllHosts(HttpHostClient::expectHost));
    execution.supervisor().whenGained(registrar::onGained);
    return registrar;
  }

  /**
   * Brings back what was known before the proxy was stopped.
   *
   * @throws StoreException if it cannot be read
   */
  void revive(ProxyConfig config, Registrar registrar, Closers closers) throws StoreException {
    registrar.revive(registrations.load(store));
    Housekeeping counting = closers.add("the count of instances", new Housekeeping("instances"));
    counting.everySecond(() -> room.countIfDue(store));
    counting.everySecond(registrar::catchUp);
    if (registrar.isAsleep()) {
      closers.add("the host probe", HostProbe.start(config.host(), registrar::wakeUp));
    }
  }
}
