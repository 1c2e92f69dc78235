/** What a turn sends on: side effects, broadcasts, and the one pipe or forward. */
@NullMarked
package io.actorproxy.workflow;

import org.jspecify.annotations.NullMarked;
