package io.actorproxy.config;

/**
 * The user's app and how it is called.
 *
 * @param address the address or host name on which it listens
 * @param port the port on which it listens
 * @param connectPatienceMillis how long a refused connection is tried again
 * @param queueCapacity most calls that wait for a connection
 * @param maxReplyBytes largest answer
 * @param pools how many pools of connections there are; 0 for one for each event loop
 * @param poolSize connections in each pool
 * @param idleTimeoutMillis how long an idle connection is kept; below the 5 s of the hosts
 */
public record HostConfig(
    String address,
    int port,
    long connectPatienceMillis,
    int queueCapacity,
    int maxReplyBytes,
    int pools,
    int poolSize,
    long idleTimeoutMillis) {
  /** Hosts close idle connections after 5 s; ours must be gone before. */
  static final long LONGEST_IDLE_MILLIS = 4500;
}
