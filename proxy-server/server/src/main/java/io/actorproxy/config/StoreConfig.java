package io.actorproxy.config;

import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.util.List;
import javax.crypto.SecretKey;

/**
 * Which store keeps the states, and how.
 *
 * @param type the type of the driver
 * @param settings what the driver is opened with
 * @param driverPath a folder with the jars of further drivers; the empty path for none
 * @param keys what states are encrypted with: the first encrypts, all decrypt; none for states in
 *     plain text
 * @param allowPlaintext whether states that are not encrypted are read although there are keys
 * @param stallMillis how long one call of the store may take before the store counts as hung
 */
public record StoreConfig(
    String type,
    StoreSettings settings,
    Path driverPath,
    List<SecretKey> keys,
    boolean allowPlaintext,
    long stallMillis) {
  public StoreConfig {
    keys = List.copyOf(keys);
  }

  /** The same for a store that the members of a cluster share. */
  StoreConfig shared() {
    return new StoreConfig(
        type, settings.with("cluster", "true"), driverPath, keys, allowPlaintext, stallMillis);
  }

  /** Leaves the keys out. */
  @Override
  public String toString() {
    return "StoreConfig[type=%s, settings=%s, %d keys, allowPlaintext=%s]"
        .formatted(type, settings, keys.size(), allowPlaintext);
  }
}
