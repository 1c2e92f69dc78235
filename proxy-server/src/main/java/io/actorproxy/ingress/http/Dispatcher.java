package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import io.actorproxy.codec.InvocationEnvelope;
import io.actorproxy.codec.InvocationResponse;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.RegistrationReader;
import io.actorproxy.codec.RequestStatus;
import io.actorproxy.codec.Room;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.codec.json.JsonCodec;
import io.actorproxy.http.Exchange;
import io.actorproxy.http.Gzip;
import io.actorproxy.http.MediaTypes;
import io.actorproxy.http.RawBody;
import io.actorproxy.http.Response;
import io.actorproxy.http.Rooms;
import io.actorproxy.http.ServerLimits;
import io.actorproxy.ingress.ops.Health;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.memory.Holding;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import io.actorproxy.system.ActorSystem;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.spawn.InvocationRequest;
import io.spawn.ProxyInfo;
import io.spawn.RegistrationRequest;
import io.spawn.RegistrationResponse;
import io.spawn.SpawnRequest;
import io.spawn.SpawnResponse;
import io.spawn.Status;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorState;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says to the actor system what a request asks, and to the client what the actor system answers.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final String ACCEPTED = "Accepted";

  private final ActorSystem system;
  private final Ops ops;
  private final WireMessage accepted;
  private final String proxyVersion;
  private final Offload offload;
  private final ServerLimits limits;
  private final MemoryBudget memory;

  Dispatcher(
      ActorSystem system,
      Ops ops,
      String proxyVersion,
      Offload offload,
      ServerLimits limits,
      MemoryBudget memory) {
    this.memory = memory;
    this.system = system;
    this.ops = ops;
    this.offload = offload;
    this.limits = limits;
    this.proxyVersion = proxyVersion;
    this.accepted = new RawBody(acceptance(ACCEPTED, proxyVersion).toByteString());
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

  /** Sees to it that the exchange is answered, sooner or later, whatever happens. */
  void dispatch(Exchange<ApiHead> exchange, ByteString body) {
    if (!isLong(exchange.head(), body)) {
      guarded(exchange, () -> carryOut(exchange, decoded(exchange.head(), body)));
      return;
    }
    exchange.beginDecoding();
    boolean taken =
        offload.runForRequest(
            () -> {
              if (exchange.isAbandoned()) {
                exchange.endDecoding();
              } else {
                guarded(exchange, () -> decodeLong(exchange, body));
              }
            });
    if (!taken) {
      exchange.endDecoding(
          memory.holding(),
          () ->
              exchange.fail(
                  new Failure(
                      ErrorCode.OVERLOADED,
                      "too many bodies wait to be read from JSON or gzip; call again later, or"
                          + " raise PROXY_HTTP_CODEC_QUEUE or PROXY_HTTP_CODEC_THREADS")));
    }
  }

  /** Whether reading the body would hold an event loop for long. */
  private static boolean isLong(ApiHead head, ByteString body) {
    Route route = head.route();
    if (!route.takesMessage()) {
      return false;
    }
    // A small gzip may hold a large body.
    return head.coding() == Gzip.Coding.GZIP
        || body.size() > Offload.SMALL
            && (route != Route.INVOKE
                || head.requestForm() == ContentType.JSON
                || head.responseForm() == ContentType.JSON);
  }

  private void decodeLong(Exchange<ApiHead> exchange, ByteString body)
      throws MalformedMessageException {
    Holding holding = memory.holding();
    try {
      ByteString message =
          decoded(exchange.head(), body, Rooms.ofRequest(memory, holding, body.size()));
      holding.shrinkTo(message == body ? 0 : message.size());
      if (exchange.head().route() != Route.INVOKE) {
        // It is made of many small objects, which take as long.
        carryOut(exchange, message);
        // It may be answered by now, and then nothing would give back what it were to keep.
        holding.close();
        exchange.endDecoding();
        return;
      }
      exchange.endDecoding(holding, () -> guarded(exchange, () -> carryOut(exchange, message)));
    } catch (MalformedMessageException | RuntimeException e) {
      holding.close();
      exchange.endDecoding();
      throw e;
    }
  }

  /** A step on the way of a request, which may find out that the request is wrong. */
  private interface Step {
    void run() throws MalformedMessageException;
  }

  private void guarded(Exchange<ApiHead> exchange, Step step) {
    try {
      step.run();
    } catch (MalformedMessageException e) {
      Failure failure = e.failure(ErrorCode.INVALID_REQUEST);
      if (exchange.head().route() == Route.REGISTER) {
        system.registrationRefused(failure);
      }
      exchange.fail(failure);
    } catch (RuntimeException e) {
      exchange.fail(failureOf(e));
    }
  }

  private void carryOut(Exchange<ApiHead> exchange, ByteString message)
      throws MalformedMessageException {
    switch (exchange.head().route()) {
      case REGISTER -> register(exchange, message);
      case INVOKE -> invoke(exchange, message);
      case SPAWN -> spawn(exchange, message);
      case STATE -> stateOf(exchange);
      case HEALTH, LIVENESS -> health(exchange, ops.liveness());
      case READINESS -> health(exchange, ops.readiness());
      case METRICS -> metrics(exchange);
    }
  }

  // --- the routes

  private void register(Exchange<ApiHead> exchange, ByteString bytes)
      throws MalformedMessageException {
    weighed(
        exchange,
        Weight.ofRegistration(bytes),
        () -> system.register(RegistrationReader.read(bytes)),
        said -> answer(exchange, RegistrationResponse.getDescriptor(), registered(said)));
  }

  private WireMessage registered(String said) {
    return said.equals(ACCEPTED)
        ? accepted
        : new RawBody(acceptance(said, proxyVersion).toByteString());
  }

  private void spawn(Exchange<ApiHead> exchange, ByteString bytes)
      throws MalformedMessageException {
    ApiHead head = exchange.head();
    weighed(
        exchange,
        Weight.ofSpawning(bytes),
        () ->
            system.spawn(
                inSystem(head.requireTarget().system(), RegistrationReader.readSpawn(bytes)),
                revisionOf(head)),
        said -> answer(exchange, SpawnResponse.getDescriptor(), spawned(said)));
  }

  /** What is asked of the actor system. */
  private interface Declaration {
    CompletionStage<String> make() throws MalformedMessageException;
  }

  /** Holds memory for as long as the declaration is worked on. */
  private void weighed(
      Exchange<ApiHead> exchange, long weight, Declaration declaration, Consumer<String> onSuccess)
      throws MalformedMessageException {
    Weight.admit(memory, weight);
    CompletionStage<String> outcome;
    try {
      outcome = declaration.make();
    } catch (MalformedMessageException | RuntimeException e) {
      memory.release(weight);
      throw e;
    }
    whenDone(exchange, outcome.whenComplete((_, _) -> memory.release(weight)), onSuccess);
  }

  private static WireMessage spawned(String said) {
    return new InvocationResponse(RequestStatus.ok(said), null, null, Payload.ABSENT);
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

  private void invoke(Exchange<ApiHead> exchange, ByteString bytes)
      throws MalformedMessageException {
    RequestTarget target = exchange.head().requireTarget();
    // The body decides; SDKs put into the path what they like. It only names what the body leaves
    // out.
    InvocationEnvelope envelope = InvocationEnvelope.read(bytes, Origin.CLIENT, target);
    system.invoke(envelope.call(), new InvocationResponder(this, exchange, envelope));
  }

  /** Carries the reply to one invocation back; keeps of the request what the answer repeats. */
  private static final class InvocationResponder implements ReplyTo {
    private final Dispatcher dispatcher;
    private final Exchange<ApiHead> exchange;
    private final InvocationEnvelope request;
    private volatile boolean answered;

    InvocationResponder(
        Dispatcher dispatcher, Exchange<ApiHead> exchange, InvocationEnvelope request) {
      this.dispatcher = dispatcher;
      this.exchange = exchange;
      this.request = request;
    }

    @Override
    public void reply(Reply reply) {
      answered = true;
      try {
        answer(reply);
      } catch (RuntimeException e) {
        // The host's reply may have no JSON form; the client still gets a response.
        exchange.fail(failureOf(e));
      }
    }

    private void answer(Reply reply) {
      switch (reply) {
        case Reply.Completed(Payload payload) -> succeed(payload);
        case Reply.Accepted _ -> succeed(Payload.ABSENT);
        case Reply.Inspected _, Reply.Restored _ ->
            exchange.fail(
                new Failure(
                    ErrorCode.INTERNAL, "an invocation was answered with a look at a state"));
        case Reply.Failed(Failure failure) -> exchange.fail(failure);
      }
    }

    private void succeed(Payload payload) {
      dispatcher.answer(
          exchange,
          io.spawn.InvocationResponse.getDescriptor(),
          new InvocationResponse(RequestStatus.OK, request.system(), request.actor(), payload));
    }

    @Override
    public boolean answered() {
      return answered;
    }
  }

  private void stateOf(Exchange<ApiHead> exchange) {
    RequestTarget target = exchange.head().requireTarget();
    String parent = target.parameter("parent");
    if (target.system().isEmpty() || target.actor().isEmpty()) {
      throw invalid("the path names no " + (target.actor().isEmpty() ? "actor" : "system"));
    }
    whenDone(
        exchange,
        system.stateOf(target.system(), parent == null ? "" : parent, target.actor()),
        state -> answer(exchange, ActorState.getDescriptor(), new RawBody(state)));
  }

  private static void health(Exchange<ApiHead> exchange, Health health) {
    HttpResponseStatus status =
        health.isUp() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
    exchange.answer(Response.text(status, MediaTypes.JSON, health.toJson()));
  }

  private void metrics(Exchange<ApiHead> exchange) {
    Supplier<String> metrics = ops.metrics();
    if (metrics == null) {
      throw new FailureException(
          ErrorCode.ROUTE_NOT_FOUND, "metrics are switched off in this proxy's configuration");
    }
    // Rendering may take a while, and an event loop has none.
    Thread.startVirtualThread(
        () -> {
          try {
            exchange.answer(
                Response.text(HttpResponseStatus.OK, MediaTypes.PROMETHEUS, metrics.get()));
          } catch (RuntimeException e) {
            exchange.fail(failureOf(e));
          }
        });
  }

  // --- between messages and bodies

  /** The encoded message of a small body; of a route that takes none, nothing. */
  private ByteString decoded(ApiHead head, ByteString body) throws MalformedMessageException {
    if (!head.route().takesMessage()) {
      return ByteString.EMPTY;
    }
    if (!isTranslated(head)) {
      return body;
    }
    try (Holding holding = memory.holding()) {
      return decoded(head, body, Rooms.ofRequest(memory, holding, body.size()));
    }
  }

  private static boolean isTranslated(ApiHead head) {
    return head.requestForm() == ContentType.JSON
        || head.route() == Route.INVOKE && head.responseForm() == ContentType.JSON;
  }

  private ByteString decoded(ApiHead head, ByteString body, Room room)
      throws MalformedMessageException {
    Descriptor type =
        switch (head.route()) {
          case REGISTER -> RegistrationRequest.getDescriptor();
          case SPAWN -> SpawnRequest.getDescriptor();
          default -> InvocationRequest.getDescriptor();
        };
    ByteString plain = head.coding() == Gzip.Coding.GZIP ? Gzip.inflate(body, limits, room) : body;
    if (head.requestForm() == ContentType.JSON) {
      return JsonCodec.toProtobuf(type, plain, limits.maxBodyBytes(), room);
    }
    if (head.route() == Route.INVOKE && head.responseForm() == ContentType.JSON) {
      JsonCodec.check(type, plain, room);
    }
    return plain;
  }

  private void answer(Exchange<ApiHead> exchange, Descriptor type, WireMessage message) {
    if (exchange.head().responseForm() != ContentType.JSON) {
      exchange.answer(Response.ok(MediaTypes.PROTOBUF, message));
    } else if (message.size() <= Offload.SMALL) {
      answerInJson(exchange, type, message);
    } else if (!exchange.offloadResponse(
        message.size(), () -> guarded(exchange, () -> answerInJson(exchange, type, message)))) {
      exchange.fail(
          new Failure(
              ErrorCode.ANSWER_DISCARDED,
              "the request was carried out, but too many answers wait to be written as JSON; ask"
                  + " for protobuf, or raise PROXY_HTTP_CODEC_QUEUE or PROXY_HTTP_CODEC_THREADS"));
    }
  }

  /** The answer counts its text when this returns. */
  private void answerInJson(Exchange<ApiHead> exchange, Descriptor type, WireMessage message) {
    try (Holding holding = memory.holding()) {
      exchange.answer(Response.ok(MediaTypes.JSON, toJson(type, message, Rooms.ofAnswer(holding))));
    }
  }

  /** A large payload is not copied to stand within its message. */
  private static WireMessage toJson(Descriptor type, WireMessage message, Room room) {
    if (message instanceof InvocationResponse response
        && response.payload() instanceof Payload.Value(ByteString any)) {
      return JsonCodec.toJson(
          type,
          response.with(Payload.ABSENT).toByteString(),
          io.spawn.InvocationResponse.VALUE_FIELD_NUMBER,
          any,
          room);
    }
    return JsonCodec.toJson(type, message.toByteString(), room);
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
    return invalid("revision is '" + revision + "'; it has to be a number that is not negative");
  }

  private static FailureException invalid(String message) {
    return new FailureException(ErrorCode.INVALID_REQUEST, message);
  }

  // --- outcomes

  private static <T> void whenDone(
      Exchange<ApiHead> exchange, CompletionStage<T> stage, Consumer<? super T> onSuccess) {
    stage.whenComplete(
        (value, problem) -> {
          if (problem != null) {
            exchange.fail(failureOf(problem));
            return;
          }
          try {
            onSuccess.accept(value);
          } catch (RuntimeException e) {
            exchange.fail(failureOf(e));
          }
        });
  }

  private static Failure failureOf(Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    if (cause instanceof FailureException expected) {
      return expected.failure();
    }
    LOG.error("a request failed because of a defect", cause);
    return new Failure(ErrorCode.INTERNAL, "a defect of the proxy; its log says more: " + cause);
  }
}
