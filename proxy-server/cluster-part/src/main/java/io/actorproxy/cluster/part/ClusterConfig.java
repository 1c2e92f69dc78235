package io.actorproxy.cluster.part;

import io.actorproxy.cluster.link.LinkConfig;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.cluster.news.ConfiguredNews;
import io.actorproxy.part.ClusterMembership;
import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.part.Core;
import io.actorproxy.part.Lifecycle;
import java.util.Optional;

/**
 * How this process is a member.
 *
 * @param isMember whether it is one
 * @param address where other members reach it; empty if it is not said
 * @param pod the address of its pod; empty outside of Kubernetes
 * @param databaseHost the servers of the database, as they are configured; empty for the default
 * @param placement the name of the strategy of placement
 * @param readinessGraceMillis for how long it is ready without a valid lease
 * @param link how members are linked
 * @param news what carries news between them beside the link
 */
public record ClusterConfig(
    boolean isMember,
    String address,
    String pod,
    String databaseHost,
    String placement,
    long readinessGraceMillis,
    LinkConfig link,
    ConfiguredNews news)
    implements ConfiguredPart {

  /** The same for a member that speaks other versions of the link than this build. */
  public ClusterConfig speaking(Versions versions) {
    LinkConfig other =
        new LinkConfig(
            link.host(),
            link.port(),
            link.cluster(),
            link.secret(),
            link.certificates(),
            versions,
            link.limits(),
            link.timings());
    return new ClusterConfig(
        isMember, address, pod, databaseHost, placement, readinessGraceMillis, other, news);
  }

  @Override
  public Optional<ClusterMembership> membership() {
    return isMember ? Optional.of(new ProxyMember(this)) : Optional.empty();
  }

  @Override
  public String toString() {
    return isMember
        ? "ClusterConfig[address=%s, pod=%s, database=%s, %s]"
            .formatted(address, pod, databaseHost, link)
        : "ClusterConfig[alone]";
  }

  /** The membership is opened by itself, before the proxy knows types. */
  @Override
  public void open(Core core, Lifecycle lifecycle) {}
}
