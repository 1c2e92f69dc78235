package io.actorproxy.system;

import com.google.protobuf.ByteString;
import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.HostActor;
import io.actorproxy.definition.Kind;
import io.actorproxy.definition.Names;
import io.actorproxy.definition.Registration;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.routing.Router;
import io.actorproxy.supervision.EntitySupervisor;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The actor system of this one process. */
public final class LocalActorSystem implements ActorSystem {
  private final ActorRegistry registry;
  private final EntitySupervisor supervisor;
  private final Router router;

  public LocalActorSystem(ActorRegistry registry, EntitySupervisor supervisor, Router router) {
    this.registry = registry;
    this.supervisor = supervisor;
    this.router = router;
  }

  // --- register

  @Override
  public CompletionStage<Void> register(RegistrationRequest request) {
    try {
      requireNotDraining();
      List<ActorType> types = Registration.typesOf(request);
      types.forEach(this::requireSameKind);
      types.forEach(this::register);
      return CompletableFuture.completedFuture(null);
    } catch (FailureException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Actors of the old kind may live; they would become unreachable. */
  private void requireSameKind(ActorType type) {
    HostActor known = registry.type(type.system(), type.name());
    if (known != null && known.type().kind() != type.kind()) {
      throw new FailureException(
          ErrorCode.INVALID_REGISTRATION,
          "actor '%s': settings.kind is %s, but it is registered as %s; give it another name"
              .formatted(type.name(), type.kind(), known.type().kind()));
    }
  }

  private void register(ActorType type) {
    HostActor changed = registry.register(type);
    if (changed != null) {
      supervisor.registered(changed);
    }
  }

  // --- spawn

  @Override
  public CompletionStage<Void> spawn(SpawnRequest request, long revision) {
    try {
      requireNotDraining();
      if (revision > 0) {
        throw new FailureException(
            ErrorCode.REVISION_NOT_FOUND,
            "revision " + revision + " is not there: the store keeps no history in this version");
      }
      List<ActorId> instances = new ArrayList<>();
      for (var id : request.getActorsList()) {
        instances.add(instanceOf(id));
      }
      instances.forEach(registry::addInstance);
      return CompletableFuture.completedFuture(null);
    } catch (FailureException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private ActorId instanceOf(io.spawn.actors.ActorId id) {
    if (id.getName().isEmpty()) {
      throw new FailureException(ErrorCode.INVALID_REQUEST, "an actor to spawn has an empty name");
    }
    Names.requireStorable(id.getName(), ErrorCode.INVALID_REQUEST);
    HostActor parent = registry.type(id.getSystem(), id.getParent());
    if (parent == null || parent.type().kind() != Kind.UNNAMED) {
      throw new FailureException(
          ErrorCode.PARENT_NOT_REGISTERED,
          "'%s' cannot be spawned: its parent '%s' is %s on ActorSystem %s"
              .formatted(
                  id.getName(),
                  id.getParent(),
                  parent == null ? "not registered" : "NAMED, not UNNAMED,",
                  id.getSystem()));
    }
    return new ActorId(id.getSystem(), id.getParent(), id.getName());
  }

  // --- invoke, look at

  @Override
  public void invoke(Call call, ReplyTo replyTo) {
    router.invokeFromOutside(call, replyTo);
  }

  @Override
  public CompletionStage<ByteString> stateOf(String system, String parent, String name) {
    CompletableFuture<ByteString> state = new CompletableFuture<>();
    router.inspect(system, parent, name, reply -> complete(state, reply));
    return state;
  }

  private static void complete(CompletableFuture<ByteString> state, Reply reply) {
    switch (reply) {
      case Reply.Inspected(ByteString actorState) -> state.complete(actorState);
      case Reply.Failed(Failure failure) ->
          state.completeExceptionally(new FailureException(failure));
      case Reply.Completed _, Reply.Accepted _, Reply.Restored _ ->
          state.completeExceptionally(
              new FailureException(ErrorCode.INTERNAL, "a look at the state ran an action"));
    }
  }

  private void requireNotDraining() {
    if (router.isDraining()) {
      throw new FailureException(
          ErrorCode.DRAINING, "the proxy is stopping; register with another one");
    }
  }
}
