package io.actorproxy.cluster.news;

/** How the carrier of news finds other members. */
public enum Discovery {
  /** By multicast. */
  GOSSIP,
  /** By the addresses of a headless service. */
  KUBERNETES_DNS,
  /** By a list of machines, or by the members that the store has. */
  STATIC
}
