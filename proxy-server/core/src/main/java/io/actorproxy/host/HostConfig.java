package io.actorproxy.host;

import static java.util.Objects.requireNonNull;

/**
 * Where the host is and how much of it the proxy uses. Limits are meant for each partition unless
 * they say otherwise.
 *
 * @param address an IP address or a name; {@code 0.0.0.0} and {@code ::} mean this machine
 * @param port TCP port, 1 to 65535
 * @param pools how many times {@code poolSize} connections the whole proxy may hold; 0 stands for
 *     one time for each partition
 * @param poolSize connections in one pool, at least 1
 * @param overflowConnections how many connections the whole proxy may open beyond its pools while
 *     calls wait and the host answers none, as a host does that waits for calls of its own; 0 for
 *     never. They are closed as soon as no call waits for them
 * @param maxIdleMillis an idle connection is closed after this time; at most {@link
 *     #LONGEST_IDLE_MILLIS}
 * @param connectTimeoutMillis how long one attempt to connect may take, at least 1
 * @param connectPatienceMillis how long a call waits for a host that accepts no connections; 0
 *     tries once
 * @param queueCapacity how many calls may wait for a connection, at least 1
 * @param maxHeadBytes status line and headers of a reply, at least 256
 * @param maxReplyBytes body of a reply, both as sent and decompressed, at least 1
 */
public record HostConfig(
    String address,
    int port,
    int pools,
    int poolSize,
    int overflowConnections,
    long maxIdleMillis,
    int connectTimeoutMillis,
    long connectPatienceMillis,
    int queueCapacity,
    int maxHeadBytes,
    int maxReplyBytes) {
  /** Spawn protocol: hosts close idle connections after 5 s; ours must be gone before. */
  public static final long LONGEST_IDLE_MILLIS = 4500;

  public HostConfig {
    requireNonNull(address, "address is null");
    check(!address.isBlank(), "address", address, "is blank");
    check(port > 0 && port <= 65_535, "port", port, "is not between 1 and 65535");
    check(pools >= 0, "pools", pools, "is negative");
    check(poolSize > 0, "poolSize", poolSize, "is less than 1");
    check(overflowConnections >= 0, "overflowConnections", overflowConnections, "is negative");
    check(
        maxIdleMillis > 0 && maxIdleMillis <= LONGEST_IDLE_MILLIS,
        "maxIdleMillis",
        maxIdleMillis,
        "is not between 1 and " + LONGEST_IDLE_MILLIS);
    check(connectTimeoutMillis > 0, "connectTimeoutMillis", connectTimeoutMillis, "is less than 1");
    check(
        connectPatienceMillis >= 0, "connectPatienceMillis", connectPatienceMillis, "is negative");
    check(queueCapacity > 0, "queueCapacity", queueCapacity, "is less than 1");
    check(maxHeadBytes >= 256, "maxHeadBytes", maxHeadBytes, "is less than 256");
    check(maxReplyBytes > 0, "maxReplyBytes", maxReplyBytes, "is less than 1");
  }

  /** A host at {@code address} and {@code port} with the limits of a proxy that is not tuned. */
  public static HostConfig of(String address, int port) {
    return new HostConfig(
        address, port, 0, 30, 1000, 1000, 2000, 10_000, 10_000, 32 << 10, 16 << 20);
  }

  /**
   * The connections of all pools and those beyond them, divided over {@code partitions}. Each gets
   * at least one of what is not 0, so a proxy with more partitions than connections exceeds the
   * total.
   */
  public ConnectionLimits connectionsPerPartition(int partitions) {
    long total = (long) poolSize * (pools == 0 ? partitions : pools);
    int pool = (int) Math.clamp(total / partitions, 1, Integer.MAX_VALUE);
    int overflow = overflowConnections == 0 ? 0 : Math.max(1, overflowConnections / partitions);
    return new ConnectionLimits(pool, overflow);
  }

  private static void check(boolean right, String field, Object value, String problem) {
    if (!right) {
      throw new IllegalArgumentException("%s '%s' %s".formatted(field, value, problem));
    }
  }
}
