package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.InvocationEnvelope;
import io.actorproxy.codec.InvocationResponse;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.RequestStatus;
import io.actorproxy.http.Exchange;
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
import io.actorproxy.offload.Intake;
import io.actorproxy.system.ActorSystem;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.spawn.actors.ActorState;
import java.util.function.Supplier;

/** Carries out requests: asks the actor system, and responds with what it replies. */
final class Dispatcher {
  private final ActorSystem system;
  private final Ops ops;
  private final MemoryBudget memory;
  private final RequestBodies bodies;
  private final Responder responder;
  private final Declarations declarations;

  Dispatcher(
      ActorSystem system, Ops ops, String proxyVersion, ServerLimits limits, MemoryBudget memory) {
    this.system = system;
    this.ops = ops;
    this.memory = memory;
    this.bodies = new RequestBodies(limits, memory);
    this.responder = new Responder(memory);
    this.declarations = new Declarations(system, proxyVersion, memory, responder);
  }

  /** Answers the exchange, now or later, whatever happens. */
  void dispatch(Exchange<ApiHead> exchange, ByteString body) {
    if (!RequestBodies.isLong(exchange.head(), body)) {
      guarded(exchange, () -> carryOut(exchange, bodies.read(exchange.head(), body)));
      return;
    }
    Intake intake =
        exchange.offloadDecoding(
            bodies.expectedBytes(exchange.head(), body),
            () -> {
              if (exchange.isAbandoned()) {
                exchange.endDecoding();
              } else {
                guarded(exchange, () -> decodeLong(exchange, body));
              }
            });
    if (!intake.isTaken()) {
      exchange.endDecoding(
          memory.holding(),
          () ->
              exchange.fail(
                  new Failure(
                      ErrorCode.OVERLOADED,
                      intake.problem()
                          + " to be read from JSON or gzip; call again later, or raise"
                          + " PROXY_HTTP_CODEC_QUEUE or PROXY_HTTP_CODEC_THREADS")));
    }
  }

  private void decodeLong(Exchange<ApiHead> exchange, ByteString body)
      throws MalformedMessageException {
    Holding holding = memory.holding();
    try {
      ByteString message =
          bodies.read(exchange.head(), body, Rooms.ofRequest(memory, holding, body.size()));
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
    } catch (MalformedMessageException | RuntimeException | StackOverflowError e) {
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
    } catch (RuntimeException | StackOverflowError e) {
      // What a client sends must not be able to end the thread, and leave its request unanswered.
      exchange.fail(Responder.failureOf(e));
    }
  }

  private void carryOut(Exchange<ApiHead> exchange, ByteString message)
      throws MalformedMessageException {
    switch (exchange.head().route()) {
      case REGISTER -> declarations.register(exchange, message);
      case INVOKE -> invoke(exchange, message);
      case SPAWN -> declarations.spawn(exchange, message);
      case STATE -> stateOf(exchange);
      case HEALTH, LIVENESS -> health(exchange, ops.liveness());
      case READINESS -> health(exchange, ops.readiness());
      case METRICS -> metrics(exchange);
    }
  }

  private void invoke(Exchange<ApiHead> exchange, ByteString bytes)
      throws MalformedMessageException {
    RequestTarget target = exchange.head().requireTarget();
    // The body decides; SDKs put into the path what they like. It only names what the body leaves
    // out.
    InvocationEnvelope envelope =
        InvocationEnvelope.read(bytes, exchange.principal(), Origin.CLIENT, target);
    system.invoke(envelope.call(), new InvocationResponder(responder, exchange, envelope));
  }

  /** Carries the reply to one invocation back; keeps of the request what the response repeats. */
  private static final class InvocationResponder implements ReplyTo {
    private final Responder responder;
    private final Exchange<ApiHead> exchange;
    private final InvocationEnvelope request;
    private volatile boolean answered;

    InvocationResponder(
        Responder responder, Exchange<ApiHead> exchange, InvocationEnvelope request) {
      this.responder = responder;
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
        exchange.fail(Responder.failureOf(e));
      }
    }

    private void answer(Reply reply) {
      switch (reply) {
        case Reply.Completed(Payload payload) -> succeed(payload);
        case Reply.Accepted _ -> succeed(Payload.ABSENT);
        case Reply.Failed(Failure failure) -> exchange.fail(failure);
      }
    }

    private void succeed(Payload payload) {
      responder.respond(
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
    Responder.whenDone(
        exchange,
        system.stateOf(
            exchange.principal(), target.system(), parent == null ? "" : parent, target.actor()),
        state -> responder.respond(exchange, ActorState.getDescriptor(), new RawBody(state)));
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
            exchange.fail(Responder.failureOf(e));
          }
        });
  }

  private static FailureException invalid(String message) {
    return new FailureException(ErrorCode.INVALID_REQUEST, message);
  }
}
