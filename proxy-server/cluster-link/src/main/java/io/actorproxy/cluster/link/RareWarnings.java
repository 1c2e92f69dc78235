package io.actorproxy.cluster.link;

import static java.util.Objects.requireNonNull;

import io.actorproxy.cluster.RareLine;
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

  private final Map<Kind, RareLine> lines = new EnumMap<>(Kind.class);

  RareWarnings(TimeSource time) {
    for (Kind kind : Kind.values()) {
      lines.put(kind, new RareLine(time));
    }
  }

  void warn(Kind kind, InetSocketAddress remote) {
    long ended = requireNonNull(lines.get(kind)).reason();
    if (ended > 0) {
      LOG.warn(
          "connections to the port of the member link are ended, {} since this was last said, the"
              + " last one of {}: {}",
          ended,
          remote,
          kind.reason);
    }
  }
}
