/** A few threads for what takes a processor too long for an event loop. */
@NullMarked
package io.actorproxy.offload;

import org.jspecify.annotations.NullMarked;
