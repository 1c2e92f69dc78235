package io.actorproxy.sdks;

import com.google.protobuf.Any;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.ActorInvocationResponse.PayloadCase;
import io.spawn.InvocationRequest;
import io.spawn.Noop;
import io.spawn.RegistrationResponse;
import io.spawn.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Java: closes the connection without a byte on any failure and on an empty Any, answers a Noop
 * wrapped into an Any when an action has no value, sends no tags, needs the answer to its
 * registration to be compressed, and names the parent as {@code register_ref} on every call.
 */
final class JavaHost extends ScriptedHost {
  JavaHost(HostSetup setup) {
    super(setup);
  }

  @Override
  public void register() throws IOException {
    HttpMessage answer =
        setup
            .proxy()
            .send(
                "POST",
                "/api/v1/system",
                Map.of("content-type", "application/octet-stream", "accept-encoding", "gzip"),
                registration());
    if (!answer.header("content-encoding").equals("gzip")) {
      throw new SdkException("the body was read twice and is gone: it is not gzip");
    }
    byte[] body = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
    RegistrationResponse response = RegistrationResponse.parseFrom(body);
    if (response.getStatus().getStatus() != Status.OK) {
      throw new SdkException(response.getStatus().getMessage());
    }
  }

  @Override
  protected void form(InvocationRequest.Builder request) {
    request.setRegisterRef(request.getActor().getId().getParent());
    request.putMetadata("request-timeout", "10000");
  }

  @Override
  protected HostReply onEmptyAny() {
    return HostReply.HANG_UP;
  }

  @Override
  protected HostReply onUnknown(ActorInvocation invocation) {
    return HostReply.HANG_UP;
  }

  @Override
  protected HostReply onFailure(ActorInvocation invocation, Exception failure) {
    return HostReply.HANG_UP;
  }

  @Override
  protected ActorInvocationResponse shape(ActorInvocationResponse.Builder response) {
    response.getUpdatedContextBuilder().clearTags();
    if (response.getPayloadCase() != PayloadCase.VALUE) {
      response.setValue(Any.pack(Noop.getDefaultInstance()));
    }
    return response.build();
  }
}
