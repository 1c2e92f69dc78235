package io.actorproxy.cluster.hazelcast;

import io.actorproxy.cluster.news.ClusterNews;
import io.actorproxy.cluster.news.ConfiguredNews;
import io.actorproxy.cluster.news.NewsContext;
import io.actorproxy.time.Backoff;
import java.net.InetAddress;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How the Hazelcast of this member is reached, and how it finds others.
 *
 * @param port the port that it listens at
 * @param interfaceAddress the address that it listens at; empty for the one that others are told
 * @param peers where others are
 */
record HazelcastConfig(int port, String interfaceAddress, Peers peers, Timings timings)
    implements ConfiguredNews {
  /** Where other members are. */
  sealed interface Peers {}

  /** They answer in a group. */
  record Multicast(String group) implements Peers {}

  /**
   * They are all addresses of some names.
   *
   * @param machines each may have a port; none for those of the members that the store has
   */
  record Named(List<String> machines) implements Peers {
    /** Takes a copy. */
    Named {
      machines = List.copyOf(machines);
    }
  }

  /**
   * Times in milliseconds.
   *
   * @param polling between two looks for members that are not reached
   * @param announce between two announcements of the types of this member
   * @param forget how long an announcement counts
   * @param alone how long members may be missing before a warning
   * @param close how long an end may take
   * @param retry between two attempts to start
   */
  record Timings(long polling, long announce, long forget, long alone, long close, Backoff retry) {
    /** What the product uses. */
    static final Timings DEFAULTS =
        new Timings(3_000, 20_000, 60_000, 30_000, 5_000, new Backoff(1_000, 60_000));

    Timings polling(long millis) {
      return new Timings(millis, announce, forget, alone, close, retry);
    }
  }

  @Override
  public ClusterNews open(NewsContext context) {
    return new HazelcastNews(this, context, InetAddress::getAllByName, new SplittableRandom());
  }
}
