package io.actorproxy.entity;

import io.actorproxy.codec.StoredActor;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Reply;
import io.actorproxy.state.LoadResult;
import java.util.function.Consumer;

/**
 * Makes an actor what it was at an earlier revision, which is a turn of its own: no other runs
 * meanwhile, and the earlier state becomes a new revision.
 */
final class Restoring {
  private final ActorEntity entity;
  private final Invocation invocation;
  private final long wanted;
  private final Consumer<Reply> onEnd;

  /** Hands what came of it to {@code onEnd}, once. */
  Restoring(ActorEntity entity, Invocation invocation, Consumer<Reply> onEnd) {
    this.entity = entity;
    this.invocation = invocation;
    this.wanted = Long.parseLong(invocation.metadata().getOrDefault(Metadata.REVISION, "0"));
    this.onEnd = onEnd;
  }

  void start() {
    EntityServices services = entity.services();
    services.state().loadAtOrBefore(invocation.target(), wanted, services.loop(), this::onEarlier);
  }

  private void onEarlier(LoadResult result) {
    onEnd.accept(
        switch (result) {
          case LoadResult.Found found when wanted > newest() -> notYet();
          case LoadResult.Found(long revision, StoredActor earlier) -> {
            takeOver(revision, earlier);
            yield new Reply.Restored(revision);
          }
          case LoadResult.Missing() -> nothingThatOld();
          case LoadResult.NotLoaded(Failure failure) -> new Reply.Failed(failure);
        });
  }

  private void takeOver(long revision, StoredActor earlier) {
    boolean isCurrent = revision == entity.state().revision() && !entity.state().isDirty();
    if (!isCurrent) {
      entity.state().restore(earlier.actor());
      entity.saving().checkpoint();
    }
  }

  private long newest() {
    return entity.state().revision();
  }

  /** A number that is too high is a slip: answering with the present state would hide it. */
  private Reply notYet() {
    return Reply.failed(
        ErrorCode.REVISION_NOT_FOUND,
        "%s has no revision %d; its newest is %d".formatted(invocation.target(), wanted, newest()));
  }

  private Reply nothingThatOld() {
    return Reply.failed(
        ErrorCode.REVISION_NOT_FOUND,
        "%s has no revision %d and none before it; the oldest are forgotten first, by"
                .formatted(invocation.target(), wanted)
            + " PROXY_STATE_HISTORY_LIMIT");
  }
}
