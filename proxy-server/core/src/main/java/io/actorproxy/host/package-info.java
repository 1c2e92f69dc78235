/**
 * Calls the user's app: an interface for its callers, and the HTTP/1.1 client that implements it.
 */
@NullMarked
package io.actorproxy.host;

import org.jspecify.annotations.NullMarked;
