/** An actor type as its host defines it, checked and in our own terms. */
@NullMarked
package io.actorproxy.definition;

import org.jspecify.annotations.NullMarked;
