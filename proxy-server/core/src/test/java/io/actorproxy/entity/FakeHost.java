package io.actorproxy.entity;

import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.codec.WireMessage;
import io.actorproxy.host.HostCallback;
import io.actorproxy.host.HostClient;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.TextAny;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host that holds every call until the test answers it. */
public final class FakeHost implements HostClient {
  private final List<HeldCall> held = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final List<ErrorCode> unusable = new ArrayList<>();
  private @Nullable Consumer<HeldCall> atOnce;
  private @Nullable RuntimeException defect;
  private boolean accepts = true;
  private boolean converts;

  @Override
  public void call(
      WireMessage request, long sendWithinMillis, long replyWithinMillis, HostCallback callback) {
    if (defect != null) {
      throw defect;
    }
    var call =
        new HeldCall((ActorInvocation) request, sendWithinMillis, replyWithinMillis, callback);
    log.add(call.request.action());
    held.add(call);
    if (accepts) {
      call.send();
    }
    if (atOnce != null && held.contains(call)) {
      atOnce.accept(call);
    }
  }

  @Override
  public void withdrawRefused() {
    List.copyOf(held).stream()
        .filter(call -> !converts && !call.isSent && !call.callback.maySend())
        .forEach(HeldCall::withdraw);
  }

  @Override
  public void onUnusableReply(Failure failure) {
    unusable.add(failure.code());
  }

  /** The failures of replies that were reported as unusable. */
  public List<ErrorCode> unusable() {
    return unusable;
  }

  /** From now on answers are there before the call returns. */
  public void answersAtOnce(Consumer<HeldCall> how) {
    atOnce = how;
  }

  /** From now on calls wait for a connection. */
  public void acceptsNothing() {
    accepts = false;
  }

  /** From now on calls are converted on another thread first, and are not withdrawn there. */
  public void convertsForLong() {
    accepts = false;
    converts = true;
  }

  /** From now on calls are sent, those that wait first. */
  public void acceptsAll() {
    accepts = true;
    converts = false;
    List.copyOf(held).stream().filter(call -> !call.isSent).forEach(HeldCall::send);
  }

  /** From now on the client itself is broken; null heals it. */
  public void breakWith(@Nullable RuntimeException howBroken) {
    defect = howBroken;
  }

  /** The calls that are not answered, in the order in which they came. */
  public List<HeldCall> held() {
    return held;
  }

  /** The one call that is not answered. */
  public HeldCall only() {
    if (held.size() != 1) {
      throw new AssertionError("Expected one call at the host, but there are " + held);
    }
    return held.getFirst();
  }

  /** The actions that were ever asked for, in order. */
  public List<String> log() {
    return log;
  }

  /** A call that waits for its answer. */
  public final class HeldCall {
    private final ActorInvocation request;
    private final long sendWithinMillis;
    private final long replyWithinMillis;
    private final HostCallback callback;
    private boolean isSent;

    private HeldCall(
        ActorInvocation request,
        long sendWithinMillis,
        long replyWithinMillis,
        HostCallback callback) {
      this.request = request;
      this.sendWithinMillis = sendWithinMillis;
      this.replyWithinMillis = replyWithinMillis;
      this.callback = callback;
    }

    private void send() {
      if (callback.maySend()) {
        isSent = true;
        callback.onSent();
      } else {
        withdraw();
      }
    }

    private void withdraw() {
      held.remove(this);
      callback.onWithdrawn();
    }

    /** Whether the host has it. */
    public boolean isSent() {
      return isSent;
    }

    /** The connection was lost before a byte of it was out. */
    public void isNotSentAfterAll() {
      isSent = false;
      callback.onNotSent();
    }

    public ActorInvocation request() {
      return request;
    }

    public long sendWithinMillis() {
      return sendWithinMillis;
    }

    public long replyWithinMillis() {
      return replyWithinMillis;
    }

    /** The state that came with the request. */
    public String stateText() {
      return TextAny.textOf(request.state());
    }

    /** The action's input. */
    public String inputText() {
      return TextAny.textOf(request.payload());
    }

    /** Answers with a new state, and the same text as output. */
    public void returns(String state) {
      answers(
          ActorInvocationResponse.newBuilder()
              .setUpdatedContext(Context.newBuilder().setState(TextAny.message(state)))
              .setValue(TextAny.message(state)));
    }

    /** Answers that all went well, without state or output. */
    public void returnsNothing() {
      answers(ActorInvocationResponse.newBuilder().setUpdatedContext(Context.newBuilder()));
    }

    public void answers(ActorInvocationResponse.Builder response) {
      held.remove(this);
      callback.onReply(response.build().toByteString());
    }

    public void fails(ErrorCode code) {
      held.remove(this);
      callback.onFailure(new Failure(code, "told to fail"));
    }

    @Override
    public String toString() {
      return request.action() + " of " + request.actor();
    }
  }
}
