/** Copies actors from a database of Spawn: reads its rows and stores them, to be adopted. */
@NullMarked
package io.actorproxy.spawnimport;

import org.jspecify.annotations.NullMarked;
