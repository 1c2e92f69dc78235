/** How many bytes calls and activations may hold, and who waits while there are no more. */
@NullMarked
package io.actorproxy.memory;

import org.jspecify.annotations.NullMarked;
