/** A state store in one SQLite file. */
@NullMarked
package io.actorproxy.statestore.sqlite;

import org.jspecify.annotations.NullMarked;
