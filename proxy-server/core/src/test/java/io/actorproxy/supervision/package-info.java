/** Activations of a partition: how many, how long, and what their timers do. */
@NullMarked
package io.actorproxy.supervision;

import org.jspecify.annotations.NullMarked;
