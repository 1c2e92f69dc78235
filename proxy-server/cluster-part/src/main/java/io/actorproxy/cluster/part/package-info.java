/** Puts the cluster together with the proxy: the settings, and the member that they describe. */
@NullMarked
package io.actorproxy.cluster.part;

import org.jspecify.annotations.NullMarked;
