package io.actorproxy.system;

import com.google.protobuf.ByteString;
import io.actorproxy.definition.Names;
import io.actorproxy.definition.NotServed;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.definition.Registration;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.ownership.ForeignTypes;
import io.actorproxy.registry.ActorRegistry;
import io.actorproxy.registry.SpawnedInstances;
import io.actorproxy.routing.RequestAdmission;
import io.actorproxy.routing.Router;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The actor system of this one process. */
public final class LocalActorSystem implements ActorSystem {
  private final ActorRegistry registry;
  private final SpawnedInstances spawned;
  private final Registrar registrar;
  private final RequestAdmission admission;
  private final Router router;
  private final ForeignTypes foreign;

  /**
   * @param foreign the types of other members, of which instances can be spawned here as well
   */
  public LocalActorSystem(
      ActorRegistry registry,
      SpawnedInstances spawned,
      Registrar registrar,
      RequestAdmission admission,
      Router router,
      ForeignTypes foreign) {
    this.registry = registry;
    this.spawned = spawned;
    this.registrar = registrar;
    this.admission = admission;
    this.router = router;
    this.foreign = foreign;
  }

  @Override
  public CompletionStage<Registered> register(Principal client, RegistrationRequest request) {
    try {
      admission.requireRegistration(client, Registration.systemsOf(request));
      return router.inTime(
          registrar.register(request).thenApply(Registered::new),
          router.deadline(),
          () ->
              "the types are registered, but which instances of them listen to their topics is"
                  + " still being read; register again");
    } catch (FailureException e) {
      registrar.refused(e.failure());
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void registrationRefused(Failure failure) {
    registrar.refused(failure);
  }

  // --- spawn

  @Override
  public CompletionStage<SpawnOutcome> spawn(
      Principal client, SpawnRequest request, long revision) {
    try {
      List<ActorId> instances =
          request.getActorsList().stream().map(LocalActorSystem::named).toList();
      admission.requireSpawn(client, instances);
      instances.forEach(this::requireSpawnable);
      Deadline deadline = router.deadline();
      CompletionStage<Void> recorded =
          router.inTime(
              spawned.spawn(instances),
              deadline,
              () ->
                  "the instances were not spawned in time: they still wait to be recorded, and may"
                      + " be spawned all the same; spawn them again");
      return revision == 0
          ? recorded.thenApply(_ -> new SpawnOutcome(List.of()))
          : recorded.thenCompose(_ -> restored(client, instances, revision, deadline));
    } catch (FailureException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<SpawnOutcome> restored(
      Principal client, List<ActorId> instances, long wanted, Deadline deadline) {
    CompletionStage<List<SpawnOutcome.Restored>> all = CompletableFuture.completedFuture(List.of());
    for (ActorId instance : new LinkedHashSet<>(instances)) {
      all =
          all.thenCombine(
              router.restore(client, instance, wanted, deadline),
              (those, found) -> with(those, new SpawnOutcome.Restored(instance, wanted, found)));
    }
    return all.thenApply(SpawnOutcome::new);
  }

  private static List<SpawnOutcome.Restored> with(
      List<SpawnOutcome.Restored> those, SpawnOutcome.Restored one) {
    List<SpawnOutcome.Restored> more = new ArrayList<>(those);
    more.add(one);
    return more;
  }

  private static ActorId named(io.spawn.actors.ActorId id) {
    if (id.getName().isEmpty()) {
      throw new FailureException(ErrorCode.INVALID_REQUEST, "an actor to spawn has an empty name");
    }
    Names.requireStorable(id.getName(), ErrorCode.INVALID_REQUEST);
    return new ActorId(id.getSystem(), id.getParent(), id.getName());
  }

  private void requireSpawnable(ActorId id) {
    RegisteredType parent = registry.type(id.system(), id.parent());
    NotServed notServed = parent == null ? registry.notServed(id.system(), id.parent()) : null;
    if (notServed != null) {
      throw new FailureException(notServed.failure());
    }
    if (parent == null && isElsewhere(id)) {
      return;
    }
    if (parent == null || !parent.type().kind().isSpawnable()) {
      throw new FailureException(
          ErrorCode.PARENT_NOT_REGISTERED,
          "'%s' cannot be spawned: its parent '%s' is %s on ActorSystem %s"
              .formatted(
                  id.name(),
                  id.parent(),
                  parent == null ? "not registered" : parent.type().kind() + ", not UNNAMED,",
                  id.system()));
    }
  }

  /**
   * Whether other members have the type. Of which kind it is their hosts know: a row of one that
   * has no instances is found by no call.
   */
  private boolean isElsewhere(ActorId id) {
    return switch (foreign.isRegistered(id.system(), id.parent())) {
      case YES -> true;
      case NO -> false;
      case NOT_KNOWN_YET ->
          throw new FailureException(
              ErrorCode.MEMBER_UNREACHABLE,
              "'%s' cannot be spawned: its parent '%s' is not known here, and what other members"
                      .formatted(id.name(), id.parent())
                  + " have registered could not be read yet");
    };
  }

  // --- invoke, look at

  @Override
  public void invoke(Call call, ReplyTo replyTo) {
    router.invokeFromOutside(call, replyTo);
  }

  @Override
  public CompletionStage<ByteString> stateOf(
      Principal client, String system, String parent, String name) {
    return router.inspect(client, new ActorId(system, parent, name));
  }
}
