package io.actorproxy.ingress.http;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.system.ActorSystem;
import io.actorproxy.system.Registered;
import io.actorproxy.system.SpawnOutcome;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers each invocation at once with its input; a benchmark that asks for anything else fails.
 */
final class EchoSystem implements ActorSystem {
  @Override
  public void invoke(Call call, ReplyTo replyTo) {
    replyTo.reply(new Reply.Completed(call.payload()));
  }

  @Override
  public CompletionStage<Registered> register(Principal client, RegistrationRequest request) {
    return notMeasured();
  }

  @Override
  public void registrationRefused(Failure failure) {
    throw new IllegalStateException("this is not measured");
  }

  @Override
  public CompletionStage<SpawnOutcome> spawn(
      Principal client, SpawnRequest request, long revision) {
    return notMeasured();
  }

  @Override
  public CompletionStage<ByteString> stateOf(
      Principal client, String system, String parent, String name) {
    return notMeasured();
  }

  private static <T> CompletionStage<T> notMeasured() {
    return CompletableFuture.failedFuture(
        new IllegalStateException("only invocations are measured"));
  }
}
