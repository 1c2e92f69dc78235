/** Admits calls, finds the actor that each means, and sets its deadline. */
@NullMarked
package io.actorproxy.routing;

import org.jspecify.annotations.NullMarked;
