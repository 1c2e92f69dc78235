/** What a part that a distribution may lack has to be, and what it may use of the proxy. */
@NullMarked
package io.actorproxy.part;

import org.jspecify.annotations.NullMarked;
