package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.ClusterStore.Identity;

/**
 * What a turn is started under.
 *
 * @param member the membership that saves its state
 * @param actorEpoch the version of the actor's slot: it grows with every change of owner, so that
 *     the host can tell a later turn from one that outlived its lease
 */
public record Permit(Identity member, long actorEpoch) {}
