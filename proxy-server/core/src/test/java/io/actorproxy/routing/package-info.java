/** Which actor a call means, and for how long an unknown one is looked up. */
@NullMarked
package io.actorproxy.routing;

import org.jspecify.annotations.NullMarked;
