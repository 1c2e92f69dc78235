package io.actorproxy.part;

import java.io.IOException;
import java.util.Optional;

/**
 * A part with its settings. A record: configurations are compared, and their texts keep secrets.
 */
public interface ConfiguredPart {
  /**
   * Opens it, unless it is switched off. The proxy is complete by then, but for its front door: it
   * has no clients yet.
   *
   * @param core the proxy
   * @param lifecycle takes how all that is opened is closed, also if this throws in the middle
   * @throws IOException if the proxy must not start without it and it cannot be opened; says which
   *     variables decide
   */
  void open(Core core, Lifecycle lifecycle) throws IOException;

  /**
   * What makes this process a member of a cluster, if it is to be one and this part brings it. At
   * most one part of a proxy does. Called once, before {@link #open}.
   */
  default Optional<ClusterMembership> membership() {
    return Optional.empty();
  }

  /** Whether there is a {@link #membership}: the store is opened as one that processes share. */
  default boolean isMember() {
    return false;
  }
}
