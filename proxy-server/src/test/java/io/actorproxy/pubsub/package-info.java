/** Who hears what is broadcast. */
@NullMarked
package io.actorproxy.pubsub;

import org.jspecify.annotations.NullMarked;
