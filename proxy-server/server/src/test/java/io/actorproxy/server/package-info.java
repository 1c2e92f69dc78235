/** How the proxy ends, whatever its parts do; and what its commands do. */
@NullMarked
package io.actorproxy.server;

import org.jspecify.annotations.NullMarked;
