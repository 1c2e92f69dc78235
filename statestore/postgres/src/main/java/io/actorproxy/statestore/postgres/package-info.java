/**
 * A state store in a PostgreSQL database, which several proxies may share.
 *
 * <p>When a save returns, its transaction is committed by the server.
 */
@NullMarked
package io.actorproxy.statestore.postgres;

import org.jspecify.annotations.NullMarked;
