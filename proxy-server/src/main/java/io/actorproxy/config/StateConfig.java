package io.actorproxy.config;

import java.nio.file.Path;

/**
 * Where states are kept and when they are saved.
 *
 * @param databaseType the type of the driver
 * @param dataDir the folder of embedded drivers
 * @param durability when a caller is answered
 * @param maxBytes largest state of one actor
 * @param snapshotIntervalMillis how often a changed state is saved in snapshot mode, where the type
 *     does not say
 * @param saveTimeoutMillis how long a failing save is tried again
 * @param loadConcurrency how many states are loaded at a time
 * @param commitMaxBatch most saves in one transaction
 * @param commitQueue most saves that wait for a transaction
 */
public record StateConfig(
    String databaseType,
    Path dataDir,
    Durability durability,
    int maxBytes,
    long snapshotIntervalMillis,
    long saveTimeoutMillis,
    int loadConcurrency,
    int commitMaxBatch,
    int commitQueue) {
  /** When a caller is answered. */
  public enum Durability {
    /** Once the new state, and what goes with it, is saved. */
    ACKNOWLEDGED,
    /** At once; the state is saved on the snapshot timer, on checkpoint and on passivation. */
    SNAPSHOT
  }
}
