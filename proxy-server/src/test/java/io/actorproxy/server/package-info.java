/** How the proxy ends, whatever its parts do. */
@NullMarked
package io.actorproxy.server;

import org.jspecify.annotations.NullMarked;
