package io.actorproxy.entity;

import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Payload;
import io.actorproxy.loops.OnLoop;
import io.actorproxy.ownership.Tenure;
import java.util.Map;

/**
 * The init action, which runs after each activation before any turn. The actor is its own caller;
 * only the state it returns counts (Spawn protocol: init).
 */
@OnLoop
final class InitAction {
  private InitAction() {}

  static ActorInvocation request(ActorId actor, String action, EntityState state, Tenure tenure) {
    return new ActorInvocation(
        actor,
        action,
        Payload.NOOP,
        actor,
        state.state(),
        state.tags(),
        HostMetadata.of(Map.of(), tenure));
  }

  /** The failure of the calls that waited for it. */
  static Failure failure(ActorId actor, String action, Failure cause) {
    return new Failure(
        isKnownNotToHaveRun(cause) ? cause.code() : ErrorCode.INIT_FAILED,
        "%s is not activated because its action '%s' failed: %s".formatted(actor, action, cause));
  }

  /** Then nothing is wrong with the actor, and its callers and messages must not think so. */
  private static boolean isKnownNotToHaveRun(Failure failure) {
    return failure.code() == ErrorCode.HOST_UNREACHABLE
        || failure.code() == ErrorCode.HOST_OVERLOADED;
  }
}
