/** Fakes of the ownership of actors. */
@NullMarked
package io.actorproxy.ownership;

import org.jspecify.annotations.NullMarked;
