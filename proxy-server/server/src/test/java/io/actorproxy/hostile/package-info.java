/** What the proxy does with clients that mean no good, or do not know what they do. */
@NullMarked
package io.actorproxy.hostile;

import org.jspecify.annotations.NullMarked;
