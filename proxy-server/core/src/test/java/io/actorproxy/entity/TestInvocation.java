package io.actorproxy.entity;

import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import java.util.function.Consumer;

/** An invocation that a test puts together and sends. */
public final class TestInvocation {
  private final ActorHarness harness;
  private final ActorId target;
  private final CallBuilder call;
  private RecordedReply reply = new RecordedReply();
  private long timeoutMillis = 60_000;
  private RegisteredType registeredType;

  TestInvocation(ActorHarness harness, ActorId target, String action) {
    this.harness = harness;
    this.target = target;
    this.call = CallBuilder.call(target, action);
    this.registeredType = harness.registeredType();
  }

  public TestInvocation input(String text) {
    call.input(text);
    return this;
  }

  public TestInvocation from(ActorId actor) {
    call.from(actor);
    return this;
  }

  public TestInvocation chain(ActorId... actors) {
    call.chain(actors);
    return this;
  }

  public TestInvocation metadata(String key, String value) {
    call.metadata(key, value);
    return this;
  }

  public TestInvocation timeoutMillis(long millis) {
    timeoutMillis = millis;
    return this;
  }

  public TestInvocation async() {
    call.async();
    return this;
  }

  public TestInvocation origin(Origin newOrigin) {
    call.origin(newOrigin);
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
    harness.supervisor().dispatch(target, build(), registeredType);
    return reply;
  }

  private Invocation build() {
    return new Invocation(call.build(), Deadline.in(timeoutMillis, harness.loop().time()), reply);
  }
}
