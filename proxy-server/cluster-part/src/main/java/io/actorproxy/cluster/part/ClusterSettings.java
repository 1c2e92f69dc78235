package io.actorproxy.cluster.part;

import static io.actorproxy.setting.ValueType.millis;
import static io.actorproxy.setting.ValueType.oneOf;
import static io.actorproxy.setting.ValueType.optionalMachine;
import static io.actorproxy.setting.ValueType.text;

import io.actorproxy.cluster.Placements;
import io.actorproxy.cluster.link.LinkConfig;
import io.actorproxy.cluster.link.LinkSettings;
import io.actorproxy.cluster.news.Discovery;
import io.actorproxy.cluster.news.NewsCarriers;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;
import java.util.List;

/** Settings of the membership in a cluster. */
final class ClusterSettings {
  static final Section SECTION = new Section("Cluster", LinkSettings.SECTION);

  /** The proxy is in no cluster. */
  private static final String ALONE = "standalone";

  static final Variable<String> STRATEGY =
      SECTION.original(
          "PROXY_CLUSTER_STRATEGY",
          oneOf(List.of(ALONE, "gossip", "kubernetes-dns", "static", "epmd"), List.of()),
          ALONE,
          "`standalone`: the proxy works alone; any other: it is a member of the cluster of all"
              + " proxies on its database, see [the guide](guide/clustering.md).");
  static final Variable<String> NAME =
      SECTION.ours(
          "PROXY_CLUSTER_NAME",
          text("a name"),
          "actor-proxy",
          "The name of the cluster; members of clusters of other names are refused.");
  static final Variable<String> ADDRESS =
      SECTION.add(
          new Variable<>(
              "PROXY_CLUSTER_ADDRESS",
              optionalMachine(),
              "",
              "`POD_IP`, else the address from which the proxy reaches its database",
              "Where other members reach this one.",
              false,
              false));
  static final Variable<String> PLACEMENT =
      SECTION.ours(
          "PROXY_LOAD_BALANCE_STRATEGY",
          oneOf(List.copyOf(Placements.names()), List.of()),
          Placements.DEFAULT,
          "Which member runs the actors of a slot: the one that a hash says, the same number of"
              + " slots for all (`round_robin`), the one from which most calls come"
              + " (`local_first`), or so that all take as many calls (`least_loaded`).");
  static final Variable<Long> READINESS_GRACE =
      SECTION.ours(
          "PROXY_READINESS_GRACE",
          millis(0, 3_600_000),
          15_000L,
          "How long a member stays ready while its heartbeats do not reach the database.");

  private static final NewsCarriers CARRIERS = NewsCarriers.found();

  static {
    CARRIERS.sections().forEach(SECTION::include);
  }

  private ClusterSettings() {}

  /** Reads them, also if the proxy is to work alone. */
  static ClusterConfig read(Environment env) {
    String strategy = env.get(STRATEGY);
    boolean isMember = !strategy.equals(ALONE);
    if (isMember && env.text("PROXY_DATABASE_TYPE").equalsIgnoreCase("native")) {
      env.warn(
          "PROXY_CLUSTER_STRATEGY %s: with PROXY_DATABASE_TYPE native, which this version keeps in a"
                  .formatted(strategy)
              + " file of one process, the proxy works alone");
      isMember = false;
    }
    if (isMember && !hasLibraries()) {
      env.problem(
          "PROXY_CLUSTER_STRATEGY %s: the libraries of a cluster, lib/cluster, are not on the class path;"
                  .formatted(strategy)
              + " start the proxy by bin/actor-proxy");
    }
    String app = env.text("PROXY_APP_NAME");
    if (isMember && app.isEmpty()) {
      env.warn(
          "PROXY_APP_NAME is not set: proxies of a cluster share the actors of one app only if they"
              + " say that they are of one");
    }
    LinkConfig link = LinkSettings.read(env, env.get(NAME));
    if (isMember) {
      LinkSettings.warn(env, link);
    }
    return new ClusterConfig(
        isMember,
        env.get(ADDRESS),
        env.text("POD_IP"),
        env.text("PROXY_DATABASE_HOST"),
        env.get(PLACEMENT),
        env.get(READINESS_GRACE),
        link,
        CARRIERS.configure(env, isMember ? discovery(strategy) : null));
  }

  /** They are in a folder of their own, since a proxy alone starts faster without them. */
  private static boolean hasLibraries() {
    return ClusterSettings.class.getClassLoader().getResource("io/grpc/Channel.class") != null;
  }

  private static Discovery discovery(String strategy) {
    return switch (strategy) {
      case "gossip" -> Discovery.GOSSIP;
      case "kubernetes-dns" -> Discovery.KUBERNETES_DNS;
      default -> Discovery.STATIC;
    };
  }
}
