package io.actorproxy.routing;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.Request;

/**
 * Decides who may have what done. Asked once for each request, before its actor is looked up; of a
 * stored message when it is accepted and again at each delivery. Thread safe; never blocks.
 *
 * <p>Not asked: the timers that a type declares for its own actors, and what operators do to stored
 * data. The admin API lets operators in or refuses them.
 */
public interface Authorizer {
  /** Permits everything. */
  Authorizer ALLOW_ALL =
      new Authorizer() {
        @Override
        public boolean permits(Request request) {
          return true;
        }

        @Override
        public boolean permitsRegistration(Principal principal, String system) {
          return true;
        }

        @Override
        public boolean permitsSpawn(Principal principal, ActorId instance) {
          return true;
        }
      };

  /**
   * Whether its principal may have the request carried out. The {@link Call#caller} of a call can
   * be relied on if the principal is the proxy and the call is no stored one of a client; else the
   * client has claimed it.
   */
  boolean permits(Request request);

  /** Whether a client may register types in a system. */
  boolean permitsRegistration(Principal principal, String system);

  /** Whether a client may make an instance known. */
  boolean permitsSpawn(Principal principal, ActorId instance);
}
