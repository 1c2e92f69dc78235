/**
 * Time as something that is handed in: a clock, and a wheel of timeouts that an event loop turns.
 */
@NullMarked
package io.actorproxy.time;

import org.jspecify.annotations.NullMarked;
