package io.actorproxy.ingress.http;

import io.actorproxy.http.ServerLimits;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the front door listens, and how much it takes.
 *
 * @param host the address to listen on
 * @param port the TCP port; 0 for any that is free
 * @param udsPath the Unix domain socket that serves the API; the port then serves health and
 *     metrics only; null for none
 * @param udsPermissions who may connect to that socket: those who may write to its file
 * @param maxBodyBytes the largest request body, after decompression
 * @param maxHeaderBytes the largest sum of a request's headers
 * @param maxInitialLineBytes the longest request line
 * @param requestTimeout how long one whole request may take to arrive, and how long a client may
 *     read nothing of a response
 * @param idleTimeout how long a connection may stay open between requests
 * @param maxConnections how many connections may be open at a time
 * @param maxInFlightPerConnection how many requests of one connection may wait for their answers;
 *     no more are read until one is answered
 * @param codecThreads how many threads read and write JSON and gzip of bodies that are not small
 * @param codecQueue how many such bodies may wait for these threads
 * @param maxBufferedBytes how much memory the bodies of requests and answers under way may take
 */
public record HttpConfig(
    String host,
    int port,
    @Nullable Path udsPath,
    Set<PosixFilePermission> udsPermissions,
    int maxBodyBytes,
    int maxHeaderBytes,
    int maxInitialLineBytes,
    Duration requestTimeout,
    Duration idleTimeout,
    int maxConnections,
    int maxInFlightPerConnection,
    int codecThreads,
    int codecQueue,
    long maxBufferedBytes) {

  /** The documented defaults on TCP alone. */
  public static HttpConfig listeningOn(String host, int port) {
    return new HttpConfig(
        host,
        port,
        null,
        PosixFilePermissions.fromString("rw-rw----"),
        8 << 20,
        32 << 10,
        16 << 10,
        Duration.ofSeconds(30),
        Duration.ofSeconds(75),
        10_000,
        64,
        1,
        256,
        256 << 20);
  }

  /** What of it the server has to know. */
  ServerLimits limits() {
    return new ServerLimits(
        maxBodyBytes,
        maxHeaderBytes,
        maxInitialLineBytes,
        requestTimeout,
        idleTimeout,
        maxConnections,
        maxInFlightPerConnection,
        maxBufferedBytes,
        "PROXY_HTTP_");
  }
}
