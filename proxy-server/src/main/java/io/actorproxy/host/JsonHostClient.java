package io.actorproxy.host;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.actorproxy.codec.HostFormat;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.codec.json.HostJson;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Calls the same host in JSON. Small messages are converted on the partition's loop; large ones on
 * other threads, since that takes long. Conversions that wait for a thread have no limit of their
 * own: each belongs to an invocation that is counted among those under way.
 */
public final class JsonHostClient implements HostClient {
  /** Converting this much takes some tenths of a millisecond. */
  private static final int ON_LOOP_BYTES = 8 << 10;

  private final HttpHostClient http;
  private final Executor loop;
  private final Executor others;

  /**
   * A client beside {@code http}, on its connections.
   *
   * @param loop the partition's loop
   * @param others where large messages are converted
   */
  public JsonHostClient(HttpHostClient http, Executor loop, Executor others) {
    this.http = http;
    this.loop = loop;
    this.others = others;
  }

  /** A conversion that may fail. */
  private interface Conversion {
    ByteString apply() throws MalformedMessageException;
  }

  /** {@inheritDoc} An answer is handed on as an encoded ActorInvocationResponse. */
  @Override
  public void call(
      WireMessage request, long sendWithinMillis, long answerWithinMillis, HostCallback callback) {
    HostCallback answered = new JsonCallback(callback);
    long sendBefore = http.sendBefore(sendWithinMillis);
    convert(
        request.size(),
        () -> HostJson.invocation(request.toByteString()),
        ErrorCode.INVALID_REQUEST,
        new HostCallback() {
          @Override
          public void onAnswer(ByteString json) {
            http.send(new Body(json), HostFormat.JSON, sendBefore, answerWithinMillis, answered);
          }

          @Override
          public void onFailure(Failure failure) {
            callback.onFailure(failure);
          }
        });
  }

  @Override
  public void onUnusableAnswer(Failure failure) {
    http.onUnusableAnswer(failure);
  }

  /** Reads what the host answered in JSON. */
  private final class JsonCallback implements HostCallback {
    private final HostCallback callback;

    JsonCallback(HostCallback callback) {
      this.callback = callback;
    }

    @Override
    public void onAnswer(ByteString json) {
      convert(json.size(), () -> HostJson.reply(json), ErrorCode.HOST_INVALID_REPLY, callback);
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
      callback.onFailure(failure);
    }
  }

  /** Hands the result to {@code then}, on the loop. */
  private void convert(int size, Conversion conversion, ErrorCode problem, HostCallback then) {
    if (size <= ON_LOOP_BYTES) {
      outcome(conversion, problem, then).run();
      return;
    }
    try {
      others.execute(() -> onLoop(outcome(conversion, problem, then)));
    } catch (RejectedExecutionException e) {
      then.onFailure(http.stoppedMeanwhile());
    }
  }

  /** Converts now; what is returned tells of it. */
  private Runnable outcome(Conversion conversion, ErrorCode problem, HostCallback then) {
    try {
      ByteString converted = conversion.apply();
      return () -> then.onAnswer(converted);
    } catch (MalformedMessageException e) {
      Failure failure = e.failure(problem);
      return () -> {
        http.onFailed(failure);
        then.onFailure(failure);
      };
    } catch (RuntimeException e) {
      Failure failure = new Failure(ErrorCode.INTERNAL, "a defect of the proxy: " + e);
      return () -> then.onFailure(failure);
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it everything that waited for this.
      return;
    }
  }

  private record Body(ByteString bytes) implements WireMessage {
    @Override
    public int size() {
      return bytes.size();
    }

    @Override
    public void writeTo(CodedOutputStream out) throws IOException {
      out.writeRawBytes(bytes);
    }
  }
}
