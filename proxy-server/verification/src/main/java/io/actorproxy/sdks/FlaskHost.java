package io.actorproxy.sdks;

import io.spawn.ActorInvocation;
import io.spawn.actors.Actor;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Python with Flask: HTTP/1.0, one connection per call, failures as status 500 with an HTML page,
 * refuses an invocation whose {@code actor.system} is not its own, channels as plain strings.
 */
final class FlaskHost extends ScriptedHost {
  FlaskHost(HostSetup setup) {
    super(setup);
  }

  @Override
  protected Actor form(Actor definition) {
    return OldForms.plainChannels(definition);
  }

  @Override
  protected @Nullable HostReply refuse(ActorInvocation invocation) {
    return invocation.getActor().getSystem().equals(setup.system()) ? null : failure();
  }

  @Override
  protected HostReply onUnknown(ActorInvocation invocation) {
    return failure();
  }

  @Override
  protected HostReply onFailure(ActorInvocation invocation, Exception failure) {
    return failure();
  }

  private static HostReply failure() {
    return HostReply.error(
        500,
        "text/html",
        "<!doctype html>\n"
            + "<title>500 Internal Server Error</title>\n"
            + "<h1>Internal Server Error</h1>");
  }

  @Override
  protected boolean write(OutputStream out, HostReply.Http reply) throws IOException {
    out.write(
        HttpMessage.head(
            "HTTP/1.0 " + reply.status() + " STATUS",
            "Content-Type: " + reply.contentType(),
            "Content-Length: " + reply.body().length,
            "Server: Werkzeug/2.0.2 Python/3.9.5"));
    out.write(reply.body());
    return false;
  }
}
