/** The effects of a turn: side effects, broadcasts, and at most one pipe or forward. */
@NullMarked
package io.actorproxy.workflow;

import org.jspecify.annotations.NullMarked;
