/** How long a cluster's actors pause while members are restarted one by one, and after a kill. */
@NullMarked
package io.actorproxy.rolling;

import org.jspecify.annotations.NullMarked;
