/** Whether a call may enter, which actor it means, and until when somebody waits for it. */
@NullMarked
package io.actorproxy.routing;

import org.jspecify.annotations.NullMarked;
