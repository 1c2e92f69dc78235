package io.actorproxy.ingress.admin;

import java.time.Duration;

/**
 * Where the admin API listens, and who may use it.
 *
 * @param enabled whether there is one
 * @param host the address to listen on
 * @param port the TCP port; 0 for any that is free
 * @param portIsChosen whether the port was configured; if not, the proxy can do without
 * @param token what every request has to show; empty if none has to, which is for loopback only
 * @param maxConnections how many requests may be carried out at a time
 * @param maxHeaderBytes the largest request line, and the largest sum of headers
 * @param requestTimeout how long a request may take to arrive, and its answer to be taken
 */
record AdminConfig(
    boolean enabled,
    String host,
    int port,
    boolean portIsChosen,
    String token,
    int maxConnections,
    int maxHeaderBytes,
    Duration requestTimeout) {

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "AdminConfig[%s, %s:%d]".formatted(enabled ? "enabled" : "disabled", host, port);
  }
}
