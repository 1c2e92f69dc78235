package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import io.actorproxy.codec.InvocationResponse;
import io.actorproxy.codec.Room;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.codec.json.JsonCodec;
import io.actorproxy.http.Exchange;
import io.actorproxy.http.MediaTypes;
import io.actorproxy.http.Response;
import io.actorproxy.http.Rooms;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Payload;
import io.actorproxy.memory.Holding;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Intake;
import io.actorproxy.offload.Offload;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Responds with messages and failures, in the form that the client accepts. */
record Responder(MemoryBudget memory) {
  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

  /** Responds with a message; one that is long to write as JSON is written beside the loops. */
  void respond(Exchange<ApiHead> exchange, Descriptor type, WireMessage message) {
    if (exchange.head().responseForm() != ContentType.JSON) {
      exchange.answer(Response.ok(MediaTypes.PROTOBUF, message));
    } else if (message.size() <= Offload.SMALL) {
      respondInJson(exchange, type, message);
    } else {
      Intake intake =
          exchange.offloadResponse(message.size(), () -> tryInJson(exchange, type, message));
      if (!intake.isTaken()) {
        exchange.fail(
            new Failure(
                ErrorCode.ANSWER_DISCARDED,
                "the request was carried out, but "
                    + intake.problem()
                    + " to be written as JSON; ask for protobuf, or raise PROXY_HTTP_CODEC_QUEUE or"
                    + " PROXY_HTTP_CODEC_THREADS"));
      }
    }
  }

  private void tryInJson(Exchange<ApiHead> exchange, Descriptor type, WireMessage message) {
    try {
      respondInJson(exchange, type, message);
    } catch (RuntimeException e) {
      exchange.fail(failureOf(e));
    }
  }

  /** The answer counts its text when this returns. */
  private void respondInJson(Exchange<ApiHead> exchange, Descriptor type, WireMessage message) {
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

  /** Responds with the failure of the stage, or lets {@code onSuccess} respond. */
  static <T> void whenDone(
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

  /** What the client is told of a problem; a defect is logged. */
  static Failure failureOf(Throwable problem) {
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
