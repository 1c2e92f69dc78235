/** How stored messages reach their actors, once or not at all. */
@NullMarked
package io.actorproxy.delivery;

import org.jspecify.annotations.NullMarked;
