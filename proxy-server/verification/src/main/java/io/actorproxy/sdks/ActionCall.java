package io.actorproxy.sdks;

import com.google.protobuf.Any;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.Broadcast;
import io.spawn.Forward;
import io.spawn.InvocationRequest;
import io.spawn.Noop;
import io.spawn.Pipe;
import io.spawn.SideEffect;
import io.spawn.actors.ActorId;

/**
 * One action being run: what it was asked, and what it hands back. State and tags go back as they
 * came unless the action changes them.
 */
public final class ActionCall {
  private final ActorInvocation invocation;
  private final ActorInvocationResponse.Builder response;

  ActionCall(ActorInvocation invocation) {
    this.invocation = invocation;
    this.response = echo(invocation);
  }

  static ActorInvocationResponse.Builder echo(ActorInvocation invocation) {
    return ActorInvocationResponse.newBuilder()
        .setActorName(invocation.getActor().getName())
        .setActorSystem(invocation.getActor().getSystem())
        .setUpdatedContext(
            invocation.getCurrentContext().toBuilder().clearMetadata().clearCaller().build());
  }

  public ActorInvocation invocation() {
    return invocation;
  }

  public ActorId self() {
    return invocation.getActor();
  }

  /** The payload's text; empty if there is none. */
  public String input() {
    return Values.text(invocation.getValue());
  }

  /** The state's text; empty if there is none. */
  public String state() {
    return Values.text(invocation.getCurrentContext().getState());
  }

  public ActionCall newState(String text) {
    return newState(Values.any(text));
  }

  public ActionCall newState(Any any) {
    response.getUpdatedContextBuilder().setState(any);
    return this;
  }

  public ActionCall tag(String key, String value) {
    response.getUpdatedContextBuilder().putTags(key, value);
    return this;
  }

  public ActionCall noTags() {
    response.getUpdatedContextBuilder().clearTags();
    return this;
  }

  public ActionCall reply(String text) {
    response.setValue(Values.any(text));
    return this;
  }

  public ActionCall replyNoop() {
    response.setNoop(Noop.getDefaultInstance());
    return this;
  }

  /** Asks for an asynchronous invocation of an actor of the same system. */
  public ActionCall effect(String actor, String action, String input) {
    return effect(
        InvocationRequest.newBuilder()
            .setActionName(action)
            .setValue(Values.any(input))
            .setAsync(true)
            .setActor(Actors.reference(self().getSystem(), actor, "")));
  }

  /** Asks for an invocation, as it stands except for the system. */
  public ActionCall effect(InvocationRequest.Builder request) {
    request.getSystemBuilder().setName(self().getSystem());
    response.getWorkflowBuilder().addEffects(SideEffect.newBuilder().setRequest(request));
    return this;
  }

  public ActionCall broadcast(String channel, String text) {
    response
        .getWorkflowBuilder()
        .setBroadcast(Broadcast.newBuilder().setChannelGroup(channel).setValue(Values.any(text)));
    return this;
  }

  public ActionCall pipe(String actor, String action) {
    response.getWorkflowBuilder().setPipe(Pipe.newBuilder().setActor(actor).setActionName(action));
    return this;
  }

  public ActionCall forward(String actor, String action) {
    response
        .getWorkflowBuilder()
        .setForward(Forward.newBuilder().setActor(actor).setActionName(action));
    return this;
  }

  public ActionCall checkpoint() {
    response.setCheckpoint(true);
    return this;
  }

  /** What is handed back; for what has no shorthand. */
  public ActorInvocationResponse.Builder response() {
    return response;
  }
}
