/**
 * A server of HTTP/1.1 on TCP and on Unix domain sockets: it reads requests within limits, hands
 * them to a {@link io.actorproxy.http.Handler} and writes the responses in the order of the
 * requests. What the requests mean is the handler's business.
 */
@NullMarked
package io.actorproxy.http;

import org.jspecify.annotations.NullMarked;
