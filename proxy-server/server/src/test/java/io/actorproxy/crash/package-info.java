/** What is left after processes die in the middle of their work. */
@NullMarked
package io.actorproxy.crash;

import org.jspecify.annotations.NullMarked;
