package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.InvocationResponse;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.RegistrationReader;
import io.actorproxy.codec.RequestStatus;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.http.Exchange;
import io.actorproxy.http.RawBody;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Payload;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.system.ActorSystem;
import io.actorproxy.system.Registered;
import io.actorproxy.system.SpawnOutcome;
import io.spawn.ProxyInfo;
import io.spawn.RegistrationResponse;
import io.spawn.SpawnRequest;
import io.spawn.SpawnResponse;
import io.spawn.Status;
import io.spawn.actors.ActorId;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The requests that say which actors there are: to register types, and to spawn instances. */
final class Declarations {
  private final ActorSystem system;
  private final String proxyVersion;
  private final MemoryBudget memory;
  private final Responder responder;
  private final WireMessage accepted;

  Declarations(ActorSystem system, String proxyVersion, MemoryBudget memory, Responder responder) {
    this.system = system;
    this.proxyVersion = proxyVersion;
    this.memory = memory;
    this.responder = responder;
    this.accepted = new RawBody(acceptance(StatusTexts.ACCEPTED, proxyVersion).toByteString());
  }

  private static RegistrationResponse acceptance(String said, String proxyVersion) {
    return RegistrationResponse.newBuilder()
        .setStatus(io.spawn.RequestStatus.newBuilder().setStatus(Status.OK).setMessage(said))
        .setProxyInfo(
            ProxyInfo.newBuilder()
                .setProtocolMajorVersion(1)
                .setProtocolMinorVersion(2)
                .setProxyName("actor-proxy")
                .setProxyVersion(proxyVersion))
        .build();
  }

  void register(Exchange<ApiHead> exchange, ByteString bytes) throws MalformedMessageException {
    weighed(
        exchange,
        Weight.ofRegistration(bytes),
        () -> system.register(exchange.principal(), RegistrationReader.read(bytes)),
        registered ->
            responder.respond(
                exchange, RegistrationResponse.getDescriptor(), messageOf(registered)));
  }

  private WireMessage messageOf(Registered registered) {
    return registered.leftOut().isEmpty()
        ? accepted
        : new RawBody(acceptance(StatusTexts.of(registered), proxyVersion).toByteString());
  }

  void spawn(Exchange<ApiHead> exchange, ByteString bytes) throws MalformedMessageException {
    ApiHead head = exchange.head();
    weighed(
        exchange,
        Weight.ofSpawning(bytes),
        () ->
            system.spawn(
                exchange.principal(),
                inSystem(head.requireTarget().system(), RegistrationReader.readSpawn(bytes)),
                revisionOf(head)),
        outcome -> responder.respond(exchange, SpawnResponse.getDescriptor(), messageOf(outcome)));
  }

  /** What is asked of the actor system. */
  private interface Declaration<T> {
    CompletionStage<T> make() throws MalformedMessageException;
  }

  /** Holds memory for as long as the declaration is worked on. */
  private <T> void weighed(
      Exchange<ApiHead> exchange, long weight, Declaration<T> declaration, Consumer<T> onSuccess)
      throws MalformedMessageException {
    Weight.admit(memory, weight);
    CompletionStage<T> outcome;
    try {
      outcome = declaration.make();
    } catch (MalformedMessageException | RuntimeException e) {
      memory.release(weight);
      throw e;
    }
    Responder.whenDone(exchange, outcome.whenComplete((_, _) -> memory.release(weight)), onSuccess);
  }

  private static WireMessage messageOf(SpawnOutcome outcome) {
    return new InvocationResponse(
        RequestStatus.ok(StatusTexts.of(outcome)), null, null, Payload.ABSENT);
  }

  /** Some SDKs leave the system out of identities, and then only the path tells which it is. */
  private static SpawnRequest inSystem(String pathSystem, SpawnRequest request) {
    if (request.getActorsList().stream().noneMatch(id -> id.getSystem().isEmpty())) {
      return request;
    }
    SpawnRequest.Builder complete = request.toBuilder();
    for (ActorId.Builder id : complete.getActorsBuilderList()) {
      if (id.getSystem().isEmpty()) {
        id.setSystem(pathSystem);
      }
    }
    return complete.build();
  }

  private static long revisionOf(ApiHead head) {
    String revision = head.requireTarget().parameter("revision");
    if (revision == null) {
      return 0;
    }
    try {
      long number = Long.parseLong(revision);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw invalidRevision(revision);
    }
    throw invalidRevision(revision);
  }

  private static FailureException invalidRevision(String revision) {
    return new FailureException(
        ErrorCode.INVALID_REQUEST,
        "revision is '" + revision + "'; it has to be a number that is not negative");
  }
}
