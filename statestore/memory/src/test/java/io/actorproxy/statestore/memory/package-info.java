/** Checks that the memory store keeps the contract of every store. */
@NullMarked
package io.actorproxy.statestore.memory;

import org.jspecify.annotations.NullMarked;
