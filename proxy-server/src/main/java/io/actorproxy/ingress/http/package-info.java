/**
 * The front door: HTTP/1.1 on TCP and on a Unix domain socket. Requests are read, limited, routed
 * and answered in order; what they mean is {@link io.actorproxy.system.ActorSystem}'s business.
 */
@NullMarked
package io.actorproxy.ingress.http;

import org.jspecify.annotations.NullMarked;
