/** Tests of how calls find their actors. */
@NullMarked
package io.actorproxy.routing;

import org.jspecify.annotations.NullMarked;
