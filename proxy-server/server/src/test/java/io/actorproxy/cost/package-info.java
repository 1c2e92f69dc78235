/** What a call costs, in figures that do not depend on how fast or busy the machine is. */
@NullMarked
package io.actorproxy.cost;

import org.jspecify.annotations.NullMarked;
