/** The store against real servers of PostgreSQL. */
@NullMarked
package io.actorproxy.statestore.postgres;

import org.jspecify.annotations.NullMarked;
