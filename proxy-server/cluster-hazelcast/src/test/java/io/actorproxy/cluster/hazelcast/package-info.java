/** Tests of news by Hazelcast, between members of one process. */
@NullMarked
package io.actorproxy.cluster.hazelcast;

import org.jspecify.annotations.NullMarked;
