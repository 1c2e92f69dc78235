package io.actorproxy.entity;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.TextAny;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An invocation that a test puts together and sends. */
public final class TestInvocation {
  private final ActorHarness harness;
  private final ActorId target;
  private final String action;
  private RecordedReply reply = new RecordedReply();
  private Payload payload = Payload.ABSENT;
  private @Nullable ActorId caller;
  private Map<String, String> metadata = Map.of();
  private long timeoutMillis = 60_000;
  private boolean async;
  private Origin origin = Origin.CLIENT;
  private RegisteredType registeredType;

  TestInvocation(ActorHarness harness, ActorId target, String action) {
    this.harness = harness;
    this.target = target;
    this.action = action;
    this.registeredType = harness.registeredType();
  }

  public TestInvocation input(String text) {
    payload = TextAny.payload(text);
    return this;
  }

  public TestInvocation from(ActorId actor) {
    caller = actor;
    return this;
  }

  public TestInvocation metadata(String key, String value) {
    metadata = Map.of(key, value);
    return this;
  }

  public TestInvocation timeoutMillis(long millis) {
    timeoutMillis = millis;
    return this;
  }

  public TestInvocation async() {
    async = true;
    return this;
  }

  public TestInvocation origin(Origin newOrigin) {
    origin = newOrigin;
    return this;
  }

  /** The type of the actor, where it is not the harness's own. */
  public TestInvocation of(ActorType type) {
    registeredType = new RegisteredType(type);
    return this;
  }

  public TestInvocation onReply(Consumer<Reply> listener) {
    reply = new RecordedReply(listener);
    return this;
  }

  /** Sends it and runs the loop. */
  public RecordedReply send() {
    RecordedReply answer = sendOnly();
    harness.drain();
    return answer;
  }

  /** Sends it; it waits on the loop. */
  public RecordedReply sendOnly() {
    harness.supervisor().dispatch(build(), registeredType);
    return reply;
  }

  private Invocation build() {
    return new Invocation(
        target,
        action,
        payload,
        caller,
        metadata,
        async ? Deadline.NONE : Deadline.in(timeoutMillis, harness.loop().time()),
        async,
        0,
        origin,
        1,
        reply);
  }
}
