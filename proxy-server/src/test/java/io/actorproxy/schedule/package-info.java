/** Invocations that wait for their time. */
@NullMarked
package io.actorproxy.schedule;

import org.jspecify.annotations.NullMarked;
