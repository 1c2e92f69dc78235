package io.actorproxy.cluster.link;

import static java.util.concurrent.TimeUnit.MINUTES;

import io.actorproxy.time.TimeSource;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which connections were ended: each kind once a minute at the most, with their number, since
 * a connection costs the other side little. Thread safe.
 */
final class RareWarnings {
  private static final Logger LOG = LoggerFactory.getLogger(RareWarnings.class);
  private static final long PAUSE_NANOS = MINUTES.toNanos(1);

  /** Why a connection was ended. */
  enum Kind {
    CONNECTIONS("more than PROXY_CLUSTER_LINK_MAX_CONNECTIONS are open"),
    STRANGERS(
        "more than PROXY_CLUSTER_LINK_MAX_UNKNOWN have come within the time of a handshake and are"
            + " of no known member"),
    STRANGERS_OF_ADDRESS(
        "more than PROXY_CLUSTER_LINK_MAX_UNKNOWN_PER_ADDRESS have come from that address within"
            + " the time of a handshake and are of no known member"),
    TIME("no member has become known in the time of a handshake"),
    BYTES("more was sent than a handshake has, and no member is known");

    private final String reason;

    Kind(String reason) {
      this.reason = reason;
    }
  }

  private static final class Count {
    private long ended;
    private long saidNanos;
  }

  private final TimeSource time;
  private final Map<Kind, Count> counts = new EnumMap<>(Kind.class);

  RareWarnings(TimeSource time) {
    this.time = time;
  }

  void warn(Kind kind, InetSocketAddress remote) {
    long ended = count(kind);
    if (ended > 0) {
      LOG.warn(
          "connections to the port of the member link are ended, {} since this was last said, the"
              + " last one of {}: {}",
          ended,
          remote,
          kind.reason);
    }
  }

  /** How many there were since the last line of the kind; 0 if it is too early for another. */
  private synchronized long count(Kind kind) {
    long now = time.nanoTime();
    Count count = counts.get(kind);
    if (count == null) {
      count = new Count();
      counts.put(kind, count);
    } else if (now - count.saidNanos < PAUSE_NANOS) {
      count.ended++;
      return 0;
    }
    long ended = count.ended + 1;
    count.ended = 0;
    count.saidNanos = now;
    return ended;
  }
}
