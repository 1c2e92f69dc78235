/** A state store that lives and dies with the process. */
@NullMarked
package io.actorproxy.statestore.memory;

import org.jspecify.annotations.NullMarked;
