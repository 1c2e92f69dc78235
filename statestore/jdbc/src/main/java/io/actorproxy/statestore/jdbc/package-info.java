/**
 * What the stores on SQL servers have in common: options, connections, the life of a store, and
 * what errors are told as. A driver adds a {@link io.actorproxy.statestore.jdbc.Dialect}.
 */
@NullMarked
package io.actorproxy.statestore.jdbc;

import org.jspecify.annotations.NullMarked;
