package io.actorproxy.state;

/**
 * Limits of the traffic with the store.
 *
 * @param loadConcurrency how many loads run at the same time
 * @param commitQueue how many saves may wait for the committer
 * @param commitBatch how many saves one transaction carries at most
 * @param commitBatchBytes how many bytes of state one transaction carries at most, unless a single
 *     state is larger
 * @param commitGatherMillis how long saves that no caller waits for are gathered
 * @param closeMillis how long the end waits for saves that were accepted
 */
public record StateConfig(
    int loadConcurrency,
    int commitQueue,
    int commitBatch,
    long commitBatchBytes,
    long commitGatherMillis,
    long closeMillis) {}
