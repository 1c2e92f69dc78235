/** Which actors get a broadcast. */
@NullMarked
package io.actorproxy.pubsub;

import org.jspecify.annotations.NullMarked;
