package io.actorproxy.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The front door.
 *
 * @param port the TCP port; 0 for any free one
 * @param bindAddress the address or host name it is bound to
 * @param socketPath the Unix domain socket that serves the API; null if there is none
 * @param maxBodyBytes largest body of a request, decompressed
 * @param maxHeaderBytes largest request line and headers together
 * @param requestTimeoutMillis how long a client may take to send one whole request
 * @param idleTimeoutMillis how long a connection may stay open without a request
 * @param maxConnections most connections open at a time
 * @param maxPipelined most unanswered requests of one connection
 * @param maxBufferedBytes most bytes of request bodies held at a time
 */
public record HttpConfig(
    int port,
    String bindAddress,
    @Nullable Path socketPath,
    int maxBodyBytes,
    int maxHeaderBytes,
    long requestTimeoutMillis,
    long idleTimeoutMillis,
    int maxConnections,
    int maxPipelined,
    long maxBufferedBytes) {}
