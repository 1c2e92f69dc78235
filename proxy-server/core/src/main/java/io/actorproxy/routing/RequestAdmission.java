package io.actorproxy.routing;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.Request;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in or refuses them, before they cost or change anything: new work while the proxy
 * drains, and what the {@link Authorizer} does not permit. Thread safe; never blocks.
 */
public final class RequestAdmission {
  private final Authorizer authorizer;
  private volatile boolean draining;

  public RequestAdmission(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** From now on new work is refused; calls between actors continue. */
  public void drain() {
    draining = true;
  }

  public boolean isDraining() {
    return draining;
  }

  /** The reason to refuse a request; null if there is none. */
  @Nullable Failure refusalOf(Request request) {
    if (draining && isNewWork(request)) {
      return new Failure(ErrorCode.DRAINING, "the proxy is stopping; call another one");
    }
    return authorizer.permits(request)
        ? null
        : denied(asking(request), request.subject() + " of " + request.actor());
  }

  /**
   * A turn that is to end needs the calls that its action makes. Nothing tells them from those of a
   * client but the caller that they name, so that counts here, though it is only claimed.
   */
  private static boolean isNewWork(Request request) {
    return request instanceof Invocation
        && request.principal() instanceof Principal.Client
        && request.caller() == null;
  }

  /**
   * Refuses a registration, if it refuses one of the systems that it is for.
   *
   * @throws FailureException with DRAINING or PERMISSION_DENIED
   */
  public void requireRegistration(Principal principal, Collection<String> systems) {
    requireNotDraining();
    for (String system : systems) {
      if (!authorizer.permitsRegistration(principal, system)) {
        throw new FailureException(denied(principal.toString(), "a registration in " + system));
      }
    }
  }

  /**
   * Refuses to make instances known, if it refuses one of them.
   *
   * @throws FailureException with DRAINING or PERMISSION_DENIED
   */
  public void requireSpawn(Principal principal, List<ActorId> instances) {
    requireNotDraining();
    for (ActorId instance : instances) {
      if (!authorizer.permitsSpawn(principal, instance)) {
        throw new FailureException(denied(principal.toString(), "the spawning of " + instance));
      }
    }
  }

  private void requireNotDraining() {
    if (draining) {
      throw new FailureException(ErrorCode.DRAINING, "the proxy is stopping; ask another one");
    }
  }

  /** What the proxy itself asks it asks for an actor, as a rule. */
  private static String asking(Request request) {
    ActorId caller = request.principal() instanceof Principal.Proxy ? request.caller() : null;
    return caller == null ? request.principal().toString() : caller.toString();
  }

  private static Failure denied(String asking, String what) {
    return new Failure(
        ErrorCode.PERMISSION_DENIED,
        "%s is not permitted %s; an operator decides who is".formatted(asking, what));
  }
}
