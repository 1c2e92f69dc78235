package io.actorproxy.entity;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.HostReply;
import io.actorproxy.host.HostCallback;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Payload;
import java.util.Map;

/**
 * The init action, which runs after each activation before anything else does. The actor is its own
 * caller; only the state it returns counts (Spawn protocol: init).
 */
final class InitTurn implements HostCallback {
  private final ActorEntity entity;
  private final EntityServices services;
  private final String action;

  InitTurn(ActorEntity entity, EntityServices services, String action) {
    this.entity = entity;
    this.services = services;
    this.action = action;
  }

  void start() {
    ActorId self = entity.id();
    ActorInvocation request =
        new ActorInvocation(
            self,
            action,
            Payload.NOOP,
            self,
            entity.state().state(),
            entity.state().tags(),
            Map.of());
    EntityConfig config = services.config();
    try {
      services
          .hostOf(entity.type())
          .call(request, config.requestTimeout(), config.hostTimeout(), this);
    } catch (RuntimeException e) {
      onFailure(entity.defect(e));
    }
  }

  @Override
  public void onAnswer(ByteString body) {
    try {
      entity.apply(HostReply.read(body), body.size());
    } catch (FailureException e) {
      services.hostOf(entity.type()).onUnusableAnswer(e.failure());
      onFailure(e.failure());
      return;
    } catch (RuntimeException e) {
      onFailure(entity.defect(e));
      return;
    }
    entity.initialized();
  }

  @Override
  public void onFailure(Failure failure) {
    entity.activationFailed(
        new Failure(
            isKnownNotToHaveRun(failure) ? failure.code() : ErrorCode.INIT_FAILED,
            "%s is not activated because its action '%s' failed: %s"
                .formatted(entity.id(), action, failure)));
  }

  /** Then nothing is wrong with the actor, and its callers and messages must not think so. */
  private static boolean isKnownNotToHaveRun(Failure failure) {
    return failure.code() == ErrorCode.HOST_UNREACHABLE
        || failure.code() == ErrorCode.HOST_OVERLOADED;
  }
}
