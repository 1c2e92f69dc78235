package io.actorproxy.part;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What parts report to operators, by name. Thread safe. */
public final class Reports {
  private final Map<String, Supplier<JsonObject>> byName = new ConcurrentHashMap<>();

  /** Adds a report; it is made whenever it is asked for, and must not block. */
  public void add(String name, Supplier<JsonObject> report) {
    byName.put(name, report);
  }

  /** The report of a name, as it is now; null if no part makes it. */
  public @Nullable JsonObject of(String name) {
    Supplier<JsonObject> report = byName.get(name);
    return report == null ? null : report.get();
  }
}
