package io.actorproxy.part;

import io.actorproxy.delivery.Owner;
import io.actorproxy.ownership.Ownership;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/**
 * What makes this process a member of a cluster, and so decides which actors it runs. The proxy
 * calls its methods in the order in which they are here.
 */
public interface ClusterMembership {
  /** Which actors run here. Not asked before {@link #open} has returned. */
  Ownership ownership();

  /** Which messages are claimed here, and in whose name. Not asked before {@link #open}. */
  Owner.Member claims();

  /**
   * Opens it. The proxy is complete by then, but it knows no types yet, delivers no messages and
   * has no clients.
   *
   * @param core the proxy
   * @param lifecycle takes how all that is opened is closed, also if this throws in the middle
   * @throws IOException if the proxy must not start without it and it cannot be opened; says which
   *     variables decide
   */
  void open(Core core, Lifecycle lifecycle) throws IOException;

  /**
   * The types are known that were registered before the start: begins to join.
   *
   * @return completes when calls find their actors, wherever they are; it may never
   */
  CompletionStage<?> join();

  /**
   * Begins to give the actors to other members, while the front door still takes calls.
   *
   * @return completes when no turn starts here any more, as far as others can take the actors
   */
  CompletionStage<?> giveAway();

  /**
   * The front door takes no calls any more.
   *
   * @return completes when the others count on this process no more
   */
  CompletionStage<?> leave();
}
