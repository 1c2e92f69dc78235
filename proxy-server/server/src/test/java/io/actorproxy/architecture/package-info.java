/** Checks the shape of the code: who uses whom, and which library stays where. */
@NullMarked
package io.actorproxy.architecture;

import org.jspecify.annotations.NullMarked;
