package io.actorproxy.ingress.ops;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the proxy is.
 *
 * @param problems what is wrong, by the name of the check that says so; empty when all is well
 */
public record Health(Map<String, String> problems) {
  static final Health UP = new Health(Map.of());

  static Health of(List<ReadinessCheck> checks) {
    Map<String, String> problems = new LinkedHashMap<>();
    for (ReadinessCheck check : checks) {
      String problem = check.problem();
      if (problem != null) {
        problems.put(check.name(), problem);
      }
    }
    return problems.isEmpty() ? UP : new Health(problems);
  }

  public boolean isUp() {
    return problems.isEmpty();
  }

  /** {@code {"status":"up"}}, or {@code {"status":"down","details":{"store":"..."}}}. */
  public String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("status", isUp() ? "up" : "down");
    if (!isUp()) {
      JsonObject details = new JsonObject();
      problems.forEach(details::addProperty);
      json.add("details", details);
    }
    return json.toString();
  }
}
