/**
 * The cluster protocol: which member may run which actors, decided by leases and slots in the store
 * that all members share.
 */
@NullMarked
package io.actorproxy.cluster;

import org.jspecify.annotations.NullMarked;
