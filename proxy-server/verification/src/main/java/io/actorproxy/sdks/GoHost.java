package io.actorproxy.sdks;

import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.InvocationResponse.PayloadCase;
import io.spawn.Status;

/**
 * Go: answers a failure with status 200 and no {@code updated_context}, names the actor itself as
 * {@code register_ref}, and as a caller needs HTTP 200 and a payload.
 */
final class GoHost extends ScriptedHost {
  GoHost(HostSetup setup) {
    super(setup);
  }

  @Override
  protected void form(InvocationRequest.Builder request) {
    request.setRegisterRef(request.getActor().getId().getName());
  }

  @Override
  protected String read(Answer<InvocationResponse> answer) {
    if (answer.http() != 200) {
      throw new SdkException("unexpected status code: " + answer.http());
    }
    if (answer.body().getStatus().getStatus() != Status.OK) {
      throw new SdkException(answer.body().getStatus().getMessage());
    }
    if (answer.body().getPayloadCase() == PayloadCase.PAYLOAD_NOT_SET) {
      throw new SdkException("the response has no payload");
    }
    return Values.text(answer.body().getValue());
  }

  @Override
  protected HostReply onUnknown(ActorInvocation invocation) {
    return withoutContext(invocation);
  }

  @Override
  protected HostReply onFailure(ActorInvocation invocation, Exception failure) {
    return withoutContext(invocation);
  }

  private static HostReply withoutContext(ActorInvocation invocation) {
    return HostReply.ok(
        ActorInvocationResponse.newBuilder()
            .setActorName(invocation.getActor().getName())
            .setActorSystem(invocation.getActor().getSystem())
            .build()
            .toByteArray());
  }
}
