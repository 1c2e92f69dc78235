/** The verbs of the outside, with everything behind them. */
@NullMarked
package io.actorproxy.system;

import org.jspecify.annotations.NullMarked;
