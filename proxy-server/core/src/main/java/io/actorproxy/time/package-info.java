/** Time as a dependency: a clock, and a timer wheel that an event loop turns. */
@NullMarked
package io.actorproxy.time;

import org.jspecify.annotations.NullMarked;
