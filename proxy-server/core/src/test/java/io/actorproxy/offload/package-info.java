/** Whose turn it is for the threads beside the event loops. */
@NullMarked
package io.actorproxy.offload;

import org.jspecify.annotations.NullMarked;
