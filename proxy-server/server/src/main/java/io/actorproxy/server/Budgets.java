package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.entity.InFlight;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.memory.MemoryBudget;

/**
 * The bytes and the number of invocations that the proxy may hold.
 *
 * @param calls the bytes of calls
 * @param activations the bytes of actors in memory
 * @param inFlight the invocations under way
 */
record Budgets(MemoryBudget calls, ActivationMemory activations, InFlight inFlight) {
  /** How long a load waits for actors to leave memory; the caller may be gone by then. */
  private static final long LOAD_PATIENCE_MILLIS = 5_000;

  static Budgets of(ProxyConfig config) {
    MemoryBudget calls =
        new MemoryBudget(config.limits().maxInflightBytes(), config.limits().reservedBytes());
    return new Budgets(
        calls,
        new ActivationMemory(
            config.limits().maxActivationBytes(),
            config.store().settings().maxStateBytes(),
            Math.min(LOAD_PATIENCE_MILLIS, config.entity().requestTimeoutMillis())),
        new InFlight(config.limits().maxInflight(), calls));
  }
}
