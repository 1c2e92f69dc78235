package io.actorproxy.config;

import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Masking;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Variables of Spawn that have no effect in this version.
 *
 * @param title what they are about
 * @param because why they have no effect, completing "… no effect in this version: …"
 * @param asking those that ask for something, and for which values they do
 * @param silent those that say nothing by themselves
 */
record VariablesWithoutEffect(
    String title, String because, Map<String, Predicate<String>> asking, Set<String> silent) {
  private static final Predicate<String> ALWAYS = _ -> true;
  private static final Predicate<String> UNLESS_FALSE = value -> !value.equalsIgnoreCase("false");
  private static final Predicate<String> NATS = "nats"::equalsIgnoreCase;

  private static final Set<String> SECRET =
      Set.of(
          "SPAWN_PUBSUB_NATS_AUTH_PASS",
          "SPAWN_PUBSUB_NATS_AUTH_JWT",
          "SPAWN_INTERNAL_NATS_AUTH_PASS",
          "SPAWN_INTERNAL_NATS_AUTH_JWT",
          "SPAWN_PROXY_TASK_CONFIG",
          "NODE_COOKIE");

  static final List<VariablesWithoutEffect> ALL =
      List.of(
          new VariablesWithoutEffect(
              "gRPC",
              "gRPC is not served",
              Map.of(
                  "PROXY_GRPC_SERVER_ENABLED", UNLESS_FALSE,
                  "PROXY_GRPC_REFLECTION_ENABLED", UNLESS_FALSE,
                  "PROXY_GRPC_HTTP_TRANSCODING_ENABLED", UNLESS_FALSE,
                  "PROXY_GRPC_PORT", ALWAYS,
                  "PROXY_GRPC_INCLUDE_PROTOS_PATH", ALWAYS),
              Set.of("PROXY_GRPC_COMPILED_MODULES_PATH", "PROXY_PROTO_DESCRIPTOR_PATH")),
          new VariablesWithoutEffect(
              "Cluster",
              "members of a cluster find each other through the store that they share",
              Map.of(),
              Set.of(
                  "PROXY_CLUSTER_GOSSIP_BROADCAST_ONLY",
                  "PROXY_CLUSTER_GOSSIP_REUSE_ADDRESS",
                  "SPAWN_SUPERVISORS_STATE_HANDOFF_MANAGER_POOL_SIZE",
                  "SPAWN_SUPERVISORS_STATE_HANDOFF_MANAGER_CALL_TIMEOUT",
                  "SPAWN_SUPERVISORS_STATE_HANDOFF_MANAGER_CALL_POOL_MIN",
                  "SPAWN_SUPERVISORS_STATE_HANDOFF_MANAGER_CALL_POOL_MAX",
                  "SPAWN_SUPERVISORS_STATE_HANDOFF_MAX_RESTARTS",
                  "SPAWN_SUPERVISORS_STATE_HANDOFF_MAX_SECONDS",
                  "SPAWN_STATE_HANDOFF_SYNC_INTERVAL",
                  "SPAWN_CRDT_SHIP_INTERVAL",
                  "SPAWN_CRDT_SHIP_DEBOUNCE",
                  "SPAWN_CRDT_SYNC_INTERVAL")),
          new VariablesWithoutEffect(
              "NATS",
              "calls and broadcasts stay inside this proxy",
              Map.of("SPAWN_USE_INTERNAL_NATS", UNLESS_FALSE, "SPAWN_PUBSUB_ADAPTER", NATS),
              Set.of(
                  "SPAWN_PUBSUB_NATS_HOSTS",
                  "SPAWN_PUBSUB_NATS_TLS",
                  "SPAWN_PUBSUB_NATS_AUTH",
                  "SPAWN_PUBSUB_NATS_AUTH_TYPE",
                  "SPAWN_PUBSUB_NATS_AUTH_USER",
                  "SPAWN_PUBSUB_NATS_AUTH_PASS",
                  "SPAWN_PUBSUB_NATS_AUTH_JWT",
                  "SPAWN_INTERNAL_NATS_HOSTS",
                  "SPAWN_INTERNAL_NATS_TLS",
                  "SPAWN_INTERNAL_NATS_AUTH",
                  "SPAWN_INTERNAL_NATS_AUTH_TYPE",
                  "SPAWN_INTERNAL_NATS_AUTH_USER",
                  "SPAWN_INTERNAL_NATS_AUTH_PASS",
                  "SPAWN_INTERNAL_NATS_AUTH_JWT",
                  "SPAWN_INTERNAL_NATS_BACKOFF_PERIOD")),
          new VariablesWithoutEffect(
              "Task actors",
              "actors of the kind TASK are refused",
              Map.of("SPAWN_PROXY_TASK_CONFIG", ALWAYS),
              Set.of()),
          new VariablesWithoutEffect(
              "Traces",
              "no traces are sent",
              Map.of(
                  "OTEL_EXPORTER_OTLP_ENDPOINT", ALWAYS,
                  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ALWAYS),
              Set.of(
                  "OTEL_EXPORTER_OTLP_PROTOCOL",
                  "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                  "OTEL_EXPORTER_OTLP_COMPRESSION",
                  "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION")),
          new VariablesWithoutEffect(
              "Without a counterpart",
              "the proxy does the same by other means, or needs nothing of the kind",
              Map.of(),
              Set.of(
                  "ACTORS_GLOBAL_BACKPRESSURE_ENABLED",
                  "ACTORS_GLOBAL_BACKPRESSURE_MAX_DEMAND",
                  "ACTORS_GLOBAL_BACKPRESSURE_MIN_DEMAND",
                  "PROXY_HTTP_NUM_ACCEPTORS",
                  "PROXY_HTTP_HOST",
                  "PROXY_HEARTBEAT_INTERVAL",
                  "PROXY_DATABASE_QUEUE_TARGET",
                  "SPAWN_PROXY_PORT",
                  "SPAWN_PROXY_INTERFACE",
                  "MIX_ENV",
                  "KUBECONFIG",
                  "NODE_IP",
                  "NODE_COOKIE",
                  "NAMESPACE",
                  "POD_NAME",
                  "POD_NAMESPACE",
                  "RELEASE_NAME",
                  "RELEASE_NODE",
                  "RELEASE_DISTRIBUTION",
                  "ERL_FLAGS")));

  Set<String> names() {
    return Stream.concat(asking.keySet().stream(), silent.stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Warns in one line of all variables of this group that ask for something. */
  void judge(Map<String, String> set, Environment env) {
    for (String name : names()) {
      String value = set.get(name);
      if (value != null && KnownVariables.isOurs(name)) {
        env.noEffect(name, SECRET.contains(name) ? Masking.MASK : Masking.printable(value));
      }
    }
    List<String> vain =
        set.entrySet().stream()
            .filter(e -> asking.getOrDefault(e.getKey(), _ -> false).test(e.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (!vain.isEmpty()) {
      env.warn(
          "%s %s known but %s no effect in this version: %s"
              .formatted(
                  String.join(", ", vain),
                  vain.size() == 1 ? "is" : "are",
                  vain.size() == 1 ? "has" : "have",
                  because));
    }
  }
}
