/**
 * The member link: one bidirectional gRPC stream for each pair of members, which carries frames of
 * the cluster protocol and calls in both directions.
 */
@NullMarked
package io.actorproxy.cluster.link;

import org.jspecify.annotations.NullMarked;
