/** Hosts on real sockets and clients, each with the habits of one SDK. */
@NullMarked
package io.actorproxy.sdks;

import org.jspecify.annotations.NullMarked;
