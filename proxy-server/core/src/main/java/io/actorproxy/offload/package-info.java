/** A few threads for work that would keep an event loop busy for too long. */
@NullMarked
package io.actorproxy.offload;

import org.jspecify.annotations.NullMarked;
