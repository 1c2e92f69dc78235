/** Starts, composes and stops the proxy. */
@NullMarked
package io.actorproxy.server;

import org.jspecify.annotations.NullMarked;
