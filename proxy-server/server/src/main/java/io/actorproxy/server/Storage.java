package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.registry.InstanceCache;
import io.actorproxy.state.StateManager;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.TimeSource;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store, and the threads that load from it and save to it. */
record Storage(StateStore store, StoreHealth health, StateManager state) {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

  /**
   * Opens the store that is configured.
   *
   * @throws StoreException if it cannot be opened
   */
  static Storage open(
      ProxyConfig config,
      InstanceCache instances,
      Budgets budgets,
      TimeSource time,
      Closers closers)
      throws StoreException {
    StateStore store =
        closers.add("the state store", Stores.open(config.store(), new SecureRandom()));
    Sharing.require(store, config);
    LOG.info("States are kept in {}: {}", store.name(), store.durability());
    StoreHealth health = new StoreHealth(time, config.store().stallMillis());
    StateManager state =
        closers.add(
            "the state manager",
            new StateManager(
                store,
                (system, name) -> instances.statefulActors(store.lookups(), system, name),
                config.state(),
                time,
                health,
                budgets.activations()));
    return new Storage(store, health, state);
  }
}
