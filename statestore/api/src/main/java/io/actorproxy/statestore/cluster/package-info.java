/**
 * What members of a cluster share in a store: who they are, until when, and which slots each of
 * them owns.
 */
@NullMarked
package io.actorproxy.statestore.cluster;

import org.jspecify.annotations.NullMarked;
