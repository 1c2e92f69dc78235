/** Checks what the port itself does: encryption. */
@NullMarked
package io.actorproxy.statestore;

import org.jspecify.annotations.NullMarked;
