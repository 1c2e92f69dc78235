package io.actorproxy.cluster.news;

/** A carrier of news with its settings. A record: configurations are compared. */
public interface ConfiguredNews {
  /** Makes it; nothing is connected, and no thread runs, before {@link ClusterNews#start}. */
  ClusterNews open(NewsContext context);
}
