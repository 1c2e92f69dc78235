/** The user's app as the proxy sees it: one port to call it, and HTTP/1.1 behind that port. */
@NullMarked
package io.actorproxy.host;

import org.jspecify.annotations.NullMarked;
