/** Scripted hosts on real sockets, each with the habits of one SDK's host. */
@NullMarked
package io.actorproxy.sdks;

import org.jspecify.annotations.NullMarked;
