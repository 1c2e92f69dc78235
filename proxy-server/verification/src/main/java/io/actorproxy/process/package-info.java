/** Processes that a run starts, kills and pauses, connections that it cuts and slows, and times. */
@NullMarked
package io.actorproxy.process;

import org.jspecify.annotations.NullMarked;
