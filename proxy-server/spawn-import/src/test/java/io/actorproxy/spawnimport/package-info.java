@NullMarked
package io.actorproxy.spawnimport;

import org.jspecify.annotations.NullMarked;
