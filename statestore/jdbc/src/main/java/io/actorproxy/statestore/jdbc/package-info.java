/**
 * Shared by the stores on SQL servers: options, connections, the life cycle of a store, and the
 * mapping of errors. A driver adds a {@link io.actorproxy.statestore.jdbc.Dialect}.
 */
@NullMarked
package io.actorproxy.statestore.jdbc;

import org.jspecify.annotations.NullMarked;
