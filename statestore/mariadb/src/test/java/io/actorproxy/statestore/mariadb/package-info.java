/** The store against real servers of MariaDB. */
@NullMarked
package io.actorproxy.statestore.mariadb;

import org.jspecify.annotations.NullMarked;
