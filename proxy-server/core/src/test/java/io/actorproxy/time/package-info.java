/** Clocks that stand still until a test moves them. */
@NullMarked
package io.actorproxy.time;

import org.jspecify.annotations.NullMarked;
