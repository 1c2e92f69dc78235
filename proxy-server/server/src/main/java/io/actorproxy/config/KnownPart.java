package io.actorproxy.config;

import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Masking;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A part that a distribution may have.
 *
 * @param title what it calls itself
 * @param jar the beginning of the name of the jar that brings it
 * @param beginnings each of its variables has a name that begins with one of these
 * @param off the variable that switches it off
 * @param offValue the value by which it does so
 */
record KnownPart(String title, String jar, List<String> beginnings, String off, String offValue) {
  static final List<KnownPart> ALL =
      List.of(
          new KnownPart(
              "admin API",
              "actor-proxy-admin",
              List.of("PROXY_ADMIN_"),
              "PROXY_ADMIN_ENABLED",
              "false"),
          new KnownPart(
              "cluster",
              "actor-proxy-cluster-part",
              List.of(
                  "PROXY_CLUSTER_",
                  "PROXY_HAZELCAST_",
                  "PROXY_HEADLESS_SERVICE",
                  "PROXY_LOAD_BALANCE_STRATEGY",
                  "PROXY_READINESS_GRACE",
                  "SPAWN_SUPERVISORS_STATE_HANDOFF_CONTROLLER"),
              "PROXY_CLUSTER_STRATEGY",
              "standalone"));

  /** What has no effect in any distribution belongs to no part. */
  boolean hasVariable(String name) {
    return beginnings.stream().anyMatch(name::startsWith)
        && VariablesWithoutEffect.ALL.stream().noneMatch(group -> group.names().contains(name));
  }

  /**
   * Refuses its variables, since the distribution lacks it. If one of them switches it off, they
   * ask for nothing.
   */
  void refuseVariables(Map<String, String> set, Environment env) {
    boolean isOff = offValue.equalsIgnoreCase(set.get(off));
    for (String name : new TreeSet<>(set.keySet())) {
      if (hasVariable(name) && isOff) {
        // Which of the others are secrets only the part itself knows.
        env.noEffect(name, name.equals(off) ? offValue : Masking.MASK);
      } else if (hasVariable(name)) {
        env.problem(
            "%s: belongs to a part that this distribution lacks, the %s; use one that has %s in lib/,"
                    .formatted(name, title, jar)
                + " or set %s to %s".formatted(off, offValue));
      }
    }
  }
}
