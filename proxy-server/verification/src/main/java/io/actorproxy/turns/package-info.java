/** What hosts report of their turns, and a judge who looks for two of one actor at a time. */
@NullMarked
package io.actorproxy.turns;

import org.jspecify.annotations.NullMarked;
