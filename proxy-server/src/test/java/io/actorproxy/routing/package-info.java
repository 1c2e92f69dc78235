/** Which actor a call means, and until when somebody looks for it. */
@NullMarked
package io.actorproxy.routing;

import org.jspecify.annotations.NullMarked;
