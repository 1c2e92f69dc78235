package io.actorproxy.statestore;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a driver is opened with.
 *
 * @param dataDir where embedded drivers keep their files; created when it is missing
 * @param maxStateBytes largest state of one actor; more is answered {@link SaveResult#TOO_LARGE}
 * @param historyLimit how many revisions of an actor its history holds; 0 = none
 * @param properties where the database is and how to connect, and settings of the driver, as its
 *     README lists them; may hold secrets, so they are left out of {@link #toString}
 */
public record StoreSettings(
    Path dataDir, int maxStateBytes, int historyLimit, Map<String, String> properties) {

  /** How many revisions a history holds unless something else is said. */
  public static final int DEFAULT_HISTORY_LIMIT = 100;

  /** Settings with a history of {@value #DEFAULT_HISTORY_LIMIT} revisions. */
  public StoreSettings(Path dataDir, int maxStateBytes, Map<String, String> properties) {
    this(dataDir, maxStateBytes, DEFAULT_HISTORY_LIMIT, properties);
  }

  public StoreSettings {
    if (maxStateBytes < 1) {
      throw new IllegalArgumentException(
          "Expected a state limit of at least 1 byte, but got " + maxStateBytes);
    }
    if (historyLimit < 0) {
      throw new IllegalArgumentException(
          "Expected a history limit of at least 0, but got " + historyLimit);
    }
    properties = Map.copyOf(properties);
  }

  /** The same with another property, or another value of one. */
  public StoreSettings with(String property, String value) {
    Map<String, String> more = new HashMap<>(properties);
    more.put(property, value);
    return new StoreSettings(dataDir, maxStateBytes, historyLimit, more);
  }

  @Override
  public String toString() {
    return "StoreSettings[dataDir=%s, maxStateBytes=%d]".formatted(dataDir, maxStateBytes);
  }
}
