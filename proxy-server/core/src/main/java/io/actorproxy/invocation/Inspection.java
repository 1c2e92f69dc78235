package io.actorproxy.invocation;

import com.google.protobuf.ByteString;
import java.util.concurrent.CompletableFuture;

/**
 * A request for the state of an actor, as its own activation sees it. No action runs.
 *
 * @param principal who asks
 * @param actor the actor, whose parent may be left out
 * @param deadline until when the state is waited for
 * @param state an encoded {@code spawn.actors.ActorState}; completes once, exceptionally with a
 *     {@link FailureException} and nothing else
 */
public record Inspection(
    Principal principal, ActorId actor, Deadline deadline, CompletableFuture<ByteString> state)
    implements Request {
  public Inspection(Principal principal, ActorId actor, Deadline deadline) {
    this(principal, actor, deadline, new CompletableFuture<>());
  }

  @Override
  public String action() {
    return "";
  }

  @Override
  public String subject() {
    return "the inspection";
  }

  @Override
  public boolean isAbandoned() {
    return state.isDone();
  }

  @Override
  public boolean isTraffic() {
    return false;
  }

  @Override
  public void fail(Failure failure) {
    state.completeExceptionally(new FailureException(failure));
  }
}
