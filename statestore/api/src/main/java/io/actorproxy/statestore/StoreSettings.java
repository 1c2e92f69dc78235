package io.actorproxy.statestore;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a driver is opened with.
 *
 * @param dataDir where embedded drivers keep their files; created when it is missing
 * @param maxStateBytes largest state of one actor; more is answered {@link SaveResult#TOO_LARGE}
 * @param properties settings that only one driver knows, as that driver's README lists them; may
 *     hold secrets, so they are left out of {@link #toString}
 */
public record StoreSettings(Path dataDir, int maxStateBytes, Map<String, String> properties) {

  public StoreSettings {
    if (maxStateBytes < 1) {
      throw new IllegalArgumentException(
          "Expected a state limit of at least 1 byte, but got " + maxStateBytes);
    }
    properties = Map.copyOf(properties);
  }

  @Override
  public String toString() {
    return "StoreSettings[dataDir=%s, maxStateBytes=%d]".formatted(dataDir, maxStateBytes);
  }
}
