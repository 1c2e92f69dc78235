/** Channels inside this process: who listens, and the fan-out of what is broadcast. */
@NullMarked
package io.actorproxy.pubsub;

import org.jspecify.annotations.NullMarked;
