/**
 * The default state store: one SQLite file, written by one connection and read by a few.
 *
 * <p>When a save returns, it is in the write-ahead log of the file and flushed to the disk.
 */
@NullMarked
package io.actorproxy.statestore.sqlite;

import org.jspecify.annotations.NullMarked;
