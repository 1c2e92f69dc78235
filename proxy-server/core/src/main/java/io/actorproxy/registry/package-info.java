/**
 * The registered actor types and the instances spawned from them; in memory and, for the time after
 * a restart, in the store.
 */
@NullMarked
package io.actorproxy.registry;

import org.jspecify.annotations.NullMarked;
