/**
 * The event loops: the threads that serve all sockets, and the partition that each of them is. Uses
 * nothing of ours but the clock.
 */
@NullMarked
package io.actorproxy.loops;

import org.jspecify.annotations.NullMarked;
