package io.actorproxy.config;

/**
 * The limits of the proxy as a whole.
 *
 * @param maxInflight most invocations in the proxy at a time
 * @param maxInflightBytes most bytes that calls hold
 * @param reservedBytes how many more those may hold whose action has run
 * @param maxActivationBytes most bytes that the actors in memory take
 * @param maxHops most pipes and forwards of one invocation
 * @param maxTurnMessages most messages that one turn sends to others
 * @param maxInstances most spawned instances in the store
 * @param lookupCacheBytes about how many bytes those take that are found without the store
 * @param maxSubscriptionBytes most bytes that subscriptions take
 * @param maxTypes most actor types the proxy knows
 * @param maxTypeBytes most bytes that their registrations take
 * @param instanceQueue most recordings of spawned instances that wait for the store, and look-ups
 * @param heapWatermarkPercent how full the heap may be before actors are passivated early
 * @param shutdownGraceMillis how long work in progress may take to finish at the end
 */
public record LimitsConfig(
    int maxInflight,
    long maxInflightBytes,
    long reservedBytes,
    long maxActivationBytes,
    int maxHops,
    int maxTurnMessages,
    int maxInstances,
    long lookupCacheBytes,
    long maxSubscriptionBytes,
    int maxTypes,
    long maxTypeBytes,
    int instanceQueue,
    int heapWatermarkPercent,
    long shutdownGraceMillis) {}
