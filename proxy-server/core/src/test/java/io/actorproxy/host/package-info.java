/** The client against hosts of raw sockets that do what real ones do, and worse. */
@NullMarked
package io.actorproxy.host;

import org.jspecify.annotations.NullMarked;
