package io.actorproxy.definition;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;

/**
 * An actor type of a kind that exists in the protocol but not in this version.
 *
 * @param system the actor system
 * @param name the type's name
 * @param kind the kind, as the protocol calls it
 */
public record NotServed(String system, String name, String kind) {
  /** What the callers of its actors are answered. */
  public Failure failure() {
    return new Failure(
        ErrorCode.KIND_NOT_SUPPORTED,
        "'%s' on ActorSystem %s is registered as %s, which this version does not serve; use NAMED or UNNAMED"
            .formatted(name, system, kind));
  }
}
