/** Checks what users get: the distribution, started as they start it. */
@NullMarked
package io.actorproxy.distribution;

import org.jspecify.annotations.NullMarked;
