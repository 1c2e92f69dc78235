/**
 * The registered actor types, and the spawned instances: rows of the store, of which those that
 * were called last are known in memory.
 */
@NullMarked
package io.actorproxy.registry;

import org.jspecify.annotations.NullMarked;
