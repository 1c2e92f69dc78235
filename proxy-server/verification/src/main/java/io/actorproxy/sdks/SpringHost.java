package io.actorproxy.sdks;

import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.InvocationRequest;
import io.spawn.actors.Actor;

/**
 * Spring: answers failures with status 500 and JSON, takes one content type only, leaves the system
 * of an actor's id empty, and sends channels in the old forms.
 */
final class SpringHost extends ScriptedHost {
  SpringHost(HostSetup setup) {
    super(setup);
  }

  @Override
  protected Actor form(Actor definition) {
    Actor.Builder old = OldForms.plainChannels(definition).toBuilder();
    old.getIdBuilder().clearSystem();
    return old.build();
  }

  @Override
  protected void form(InvocationRequest.Builder request) {
    request.getActorBuilder().getIdBuilder().clearSystem();
  }

  @Override
  protected boolean accepts(String contentType) {
    return contentType.equals("application/octet-stream");
  }

  @Override
  protected HostReply onUnknown(ActorInvocation invocation) {
    return failure("Not Found");
  }

  @Override
  protected HostReply onFailure(ActorInvocation invocation, Exception failure) {
    return failure("Internal Server Error");
  }

  private static HostReply failure(String error) {
    return HostReply.error(
        500,
        "application/json",
        "{\"status\":500,\"error\":\"" + error + "\",\"path\":\"/api/v1/actors/actions\"}");
  }

  @Override
  protected ActorInvocationResponse shape(ActorInvocationResponse.Builder response) {
    if (response.getWorkflow().hasBroadcast()) {
      response
          .getWorkflowBuilder()
          .setBroadcast(OldForms.channelAsAction(response.getWorkflow().getBroadcast()));
    }
    return response.build();
  }
}
