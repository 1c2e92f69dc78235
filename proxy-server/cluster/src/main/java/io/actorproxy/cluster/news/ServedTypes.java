package io.actorproxy.cluster.news;

import io.actorproxy.statestore.cluster.TypeName;
import java.util.List;

/**
 * Which types a member serves, as it says itself.
 *
 * @param epoch its present membership
 * @param app the name that the replicas of its app share
 * @param name its name
 * @param types the types that its host has registered
 */
public record ServedTypes(long epoch, String app, String name, List<TypeName> types) {
  /** Takes a copy. */
  public ServedTypes {
    types = List.copyOf(types);
  }
}
