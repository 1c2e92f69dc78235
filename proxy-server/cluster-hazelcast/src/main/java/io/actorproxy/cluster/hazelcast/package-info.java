/** News between members by an embedded Hazelcast, which pushes and never decides. */
@NullMarked
package io.actorproxy.cluster.hazelcast;

import org.jspecify.annotations.NullMarked;
