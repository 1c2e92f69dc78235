package io.actorproxy.config;

/**
 * How actors come and go.
 *
 * @param deactivationTimeoutMillis how long an actor may be idle, where its type does not say
 * @param maxActivations most actors in memory
 * @param heapWatermarkPercent how full the heap may be before actors are passivated early
 * @param maxInstances most spawned instances the proxy knows
 * @param initConcurrency how many actors a registration activates at a time
 * @param maxRestarts most actors of a partition that may fail within {@code maxRestartsSeconds}
 * @param maxRestartsSeconds the span over which failed actors are counted
 * @param shutdownGraceMillis how long work in progress may take to finish at the end
 */
public record LifecycleConfig(
    long deactivationTimeoutMillis,
    int maxActivations,
    int heapWatermarkPercent,
    int maxInstances,
    int initConcurrency,
    int maxRestarts,
    long maxRestartsSeconds,
    long shutdownGraceMillis) {}
