/** Invocations that run later. */
@NullMarked
package io.actorproxy.schedule;

import org.jspecify.annotations.NullMarked;
