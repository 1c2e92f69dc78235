package io.actorproxy.sdks;

import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.actors.Actor;
import java.io.IOException;

/**
 * Rust: registers before it listens, takes one content type only, never returns state, answers an
 * actor it does not know with status 200 and no body, sends channels as plain strings.
 */
final class RustHost extends ScriptedHost {
  RustHost(HostSetup setup) {
    super(setup);
  }

  @Override
  protected void boot() throws IOException {
    register();
    listen();
  }

  @Override
  protected Actor form(Actor definition) {
    return OldForms.plainChannels(definition);
  }

  @Override
  protected boolean accepts(String contentType) {
    return contentType.equals("application/octet-stream");
  }

  @Override
  protected HostReply onUnknown(ActorInvocation invocation) {
    return HostReply.ok(new byte[0]);
  }

  @Override
  protected HostReply onFailure(ActorInvocation invocation, Exception failure) {
    return HostReply.error(500, "text/plain", "");
  }

  @Override
  protected ActorInvocationResponse shape(ActorInvocationResponse.Builder response) {
    response.getUpdatedContextBuilder().clearState();
    return response.build();
  }
}
