package io.actorproxy.server;

import io.actorproxy.config.ProxyConfig;
import io.actorproxy.delivery.Outbox;
import io.actorproxy.delivery.Owner;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.part.ClusterMembership;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.pubsub.PubsubDispatcher;
import io.actorproxy.time.TimeSource;
import io.actorproxy.workflow.EffectRunner;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What actors send to each other.
 *
 * @param outbox the messages in the store
 * @param pubsub who listens to broadcasts
 * @param effects what a turn asks for
 * @param lateBound the router, which is built on top of the actors that call each other through it
 */
record Messaging(Outbox outbox, Pubsub pubsub, EffectRunner effects, LateBoundInvoker lateBound) {

  static Messaging of(
      ProxyConfig config,
      Pubsub pubsub,
      Storage storage,
      Budgets budgets,
      Optional<ClusterMembership> membership,
      TimeSource time) {
    LateBoundInvoker lateBound = new LateBoundInvoker();
    SecureRandom random = new SecureRandom();
    return new Messaging(
        new Outbox(
            storage.store().messages(),
            membership
                .<Owner>map(ClusterMembership::claims)
                .orElseGet(() -> Owner.alone(time, random)),
            config.outbox(),
            config.messages(),
            time,
            random,
            budgets.calls(),
            lateBound),
        pubsub,
        new EffectRunner(
            lateBound,
            new PubsubDispatcher(pubsub),
            config.limits().maxHops(),
            config.limits().maxTurnMessages()),
        lateBound);
  }

  /** Calls go to this router from now on. */
  void bind(Invoker router) {
    lateBound.bind(router);
  }

  /** Begins to deliver what is in the store. */
  void start(Closers closers) {
    closers.add("the outbox", outbox);
    outbox.start();
  }
}
