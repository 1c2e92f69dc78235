/** Saving and loading, with stores that fail when the test says so. */
@NullMarked
package io.actorproxy.state;

import org.jspecify.annotations.NullMarked;
