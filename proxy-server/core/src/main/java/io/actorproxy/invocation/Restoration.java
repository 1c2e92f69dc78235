package io.actorproxy.invocation;

import java.util.concurrent.CompletableFuture;

/**
 * A request that an actor goes back to an earlier state, which becomes a new revision. No action
 * runs.
 *
 * @param principal who asks
 * @param actor the actor, whose parent may be left out
 * @param revision to which revision, or to the newest before it that is kept
 * @param deadline until when the result is waited for
 * @param restored to which revision the actor has gone back; completes once, exceptionally with a
 *     {@link FailureException} and nothing else
 */
public record Restoration(
    Principal principal,
    ActorId actor,
    long revision,
    Deadline deadline,
    CompletableFuture<Long> restored)
    implements Request {
  public Restoration(Principal principal, ActorId actor, long revision, Deadline deadline) {
    this(principal, actor, revision, deadline, new CompletableFuture<>());
  }

  @Override
  public String action() {
    return "";
  }

  @Override
  public String subject() {
    return "the restoration";
  }

  @Override
  public boolean isAbandoned() {
    return restored.isDone();
  }

  @Override
  public boolean isTraffic() {
    return true;
  }

  @Override
  public void fail(Failure failure) {
    restored.completeExceptionally(new FailureException(failure));
  }
}
