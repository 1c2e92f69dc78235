/**
 * Copies actors out of a database of Spawn: reads its rows, and puts them where they are adopted.
 */
@NullMarked
package io.actorproxy.spawnimport;

import org.jspecify.annotations.NullMarked;
