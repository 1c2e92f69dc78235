/** Tests of the member link, over real sockets. */
@NullMarked
package io.actorproxy.cluster.link;

import org.jspecify.annotations.NullMarked;
