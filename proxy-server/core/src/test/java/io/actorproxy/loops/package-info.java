/** Tests of the event loops. */
@NullMarked
package io.actorproxy.loops;

import org.jspecify.annotations.NullMarked;
