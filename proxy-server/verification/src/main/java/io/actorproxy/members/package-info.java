/** Members of a cluster on this machine: each a proxy and its host, with relays between them. */
@NullMarked
package io.actorproxy.members;

import org.jspecify.annotations.NullMarked;
