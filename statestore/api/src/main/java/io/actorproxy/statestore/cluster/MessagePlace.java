package io.actorproxy.statestore.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Where the receiver of a message is, among the slots of a cluster.
 *
 * @param group the group of its type; null as long as that is not known, and no member claims the
 *     message
 * @param number of its slot in the group: a hash of its name, which is always known
 */
public record MessagePlace(@Nullable String group, int number) {}
