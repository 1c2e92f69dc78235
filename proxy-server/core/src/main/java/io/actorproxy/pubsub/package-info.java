/** Channels inside this process: their subscribers, and the fan-out of broadcasts. */
@NullMarked
package io.actorproxy.pubsub;

import org.jspecify.annotations.NullMarked;
