package io.actorproxy.host;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.HostFormat;
import io.actorproxy.codec.HostReply;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.codec.json.HostJson;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.memory.Holding;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.offload.Offload;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the same host in JSON. Small messages are converted on the partition's loop; large ones
 * beside it, since that takes long. What a conversion makes is counted as it grows.
 */
public final class JsonHostClient implements HostClient {
  /** Converting this much takes some tenths of a millisecond. */
  private static final int ON_LOOP_BYTES = 8 << 10;

  private final HttpHostClient http;
  private final Executor loop;
  private final Offload offload;
  private final MemoryBudget memory;

  /**
   * A client beside {@code http}, on its connections.
   *
   * @param loop the partition's loop
   * @param offload where large messages are converted
   * @param memory where their other form finds room
   */
  public JsonHostClient(HttpHostClient http, Executor loop, Offload offload, MemoryBudget memory) {
    this.http = http;
    this.loop = loop;
    this.offload = offload;
    this.memory = memory;
  }

  /** A conversion that may fail. */
  private interface Conversion<T> {
    T apply() throws MalformedMessageException;
  }

  /** {@inheritDoc} A reply is handed on as an encoded ActorInvocationResponse. */
  @Override
  public void call(
      WireMessage request, long sendWithinMillis, long replyWithinMillis, HostCallback callback) {
    Holding holding = memory.holding();
    ActorId actor = request instanceof ActorInvocation invocation ? invocation.actor() : null;
    JsonCallback answered = new JsonCallback(actor, holding, callback);
    long sendBefore = http.sendBefore(sendWithinMillis);
    convert(
        actor,
        request.size(),
        () -> {
          takeForRequest(holding, request.size(), request.size());
          return HostJson.invocation(
              request.toByteString(), bytes -> takeForRequest(holding, request.size(), bytes));
        },
        ErrorCode.INVALID_REQUEST,
        json -> http.send(json, HostFormat.JSON, sendBefore, replyWithinMillis, answered),
        answered::onFailure);
  }

  private void takeForRequest(Holding holding, int requestBytes, long bytes) {
    if (bytes <= MemoryBudget.SMALL || holding.tryAdmit(bytes)) {
      return;
    }
    // The request itself is counted elsewhere, for as long as this lasts.
    if (holding.bytes() + bytes + requestBytes > memory.limit()) {
      throw new FailureException(
          ErrorCode.BODY_TOO_LARGE,
          "the state and the value take more memory in JSON than all calls may, so the action has"
              + " not run; raise PROXY_MAX_INFLIGHT_BYTES, or let the host speak protobuf");
    } else {
      throw new FailureException(
          ErrorCode.OVERLOADED,
          "there is no memory to ask the host in JSON, so the action has not run; try again later,"
              + " or raise PROXY_MAX_INFLIGHT_BYTES");
    }
  }

  @Override
  public void withdrawRefused() {
    http.withdrawRefused();
  }

  @Override
  public void onUnusableReply(Failure failure) {
    http.onUnusableReply(failure);
  }

  /** Reads what the host answered in JSON. */
  private final class JsonCallback implements HostCallback {
    private final @Nullable ActorId actor;
    private final Holding request;
    private final HostCallback callback;

    JsonCallback(@Nullable ActorId actor, Holding request, HostCallback callback) {
      this.actor = actor;
      this.request = request;
      this.callback = callback;
    }

    @Override
    public boolean maySend() {
      return callback.maySend();
    }

    @Override
    public void onWithdrawn() {
      request.close();
      callback.onWithdrawn();
    }

    @Override
    public void onReply(ByteString json) {
      request.close();
      Holding holding = memory.holding();
      if (json.size() > MemoryBudget.SMALL) {
        // The connection has counted it until now.
        holding.take(json.size());
      }
      convert(
          actor,
          json.size(),
          () -> HostJson.reply(json, http.maxReplyBytes(), bytes -> takeForReply(holding, bytes)),
          ErrorCode.HOST_INVALID_REPLY,
          reply -> {
            try (holding) {
              if (actor == null || HostReply.mayBeOf(actor, reply)) {
                callback.onReply(reply);
              } else {
                callback.onFailure(http.onReplyOfAnother());
              }
            }
          },
          failure -> {
            holding.close();
            callback.onFailure(
                failure.code() == ErrorCode.BODY_TOO_LARGE ? http.replyTooLarge() : failure);
          });
    }

    private void takeForReply(Holding holding, long bytes) {
      if (!holding.tryFinish(bytes)) {
        throw new FailureException(http.noMemoryForReply(holding.bytes() + bytes));
      }
    }

    @Override
    public void onSent() {
      callback.onSent();
    }

    @Override
    public void onNotSent() {
      callback.onNotSent();
    }

    @Override
    public void onFailure(Failure failure) {
      request.close();
      callback.onFailure(failure);
    }
  }

  /** Hands the result to {@code then}, on the loop. */
  private <T> void convert(
      @Nullable ActorId actor,
      int size,
      Conversion<T> conversion,
      ErrorCode problem,
      Consumer<T> then,
      Consumer<Failure> otherwise) {
    if (size <= ON_LOOP_BYTES) {
      outcome(conversion, problem, then, otherwise).run();
    } else if (!offload.runForHost(
        actor == null ? this : actor,
        size,
        () -> onLoop(outcome(conversion, problem, then, otherwise)))) {
      otherwise.accept(http.stoppedMeanwhile());
    }
  }

  /** Converts now; what is returned tells of it. */
  private <T> Runnable outcome(
      Conversion<T> conversion, ErrorCode problem, Consumer<T> then, Consumer<Failure> otherwise) {
    try {
      T converted = conversion.apply();
      return () -> then.accept(converted);
    } catch (MalformedMessageException e) {
      return () -> failed(e.failure(problem), otherwise);
    } catch (FailureException e) {
      return () -> failed(e.failure(), otherwise);
    } catch (RuntimeException e) {
      Failure failure = new Failure(ErrorCode.INTERNAL, "a defect of the proxy: " + e);
      return () -> otherwise.accept(failure);
    }
  }

  private void failed(Failure failure, Consumer<Failure> otherwise) {
    http.onFailed(failure);
    otherwise.accept(failure);
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it everything that waited for this.
      return;
    }
  }
}
