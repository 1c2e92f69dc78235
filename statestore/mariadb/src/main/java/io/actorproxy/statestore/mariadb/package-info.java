/**
 * States in a MariaDB or MySQL database, which several proxies may share.
 *
 * <p>Each batch of saves is one transaction: one statement locks the actors' rows, and one or two
 * more write them, whatever their number.
 */
@NullMarked
package io.actorproxy.statestore.mariadb;

import org.jspecify.annotations.NullMarked;
