package io.actorproxy.invocation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A caller that keeps the first reply, as a real one does. */
public final class RecordedReply implements ReplyTo {
  private final List<Reply> replies = new CopyOnWriteArrayList<>();
  private final Consumer<Reply> onFirst;
  private volatile boolean isHandedOn;

  public RecordedReply() {
    this(_ -> {});
  }

  /** Also hands the first reply on, at the moment at which it is given. */
  public RecordedReply(Consumer<Reply> onFirst) {
    this.onFirst = onFirst;
  }

  @Override
  public void reply(Reply reply) {
    replies.add(reply);
    if (replies.size() == 1) {
      onFirst.accept(reply);
    }
  }

  @Override
  public void onHandedOn() {
    isHandedOn = true;
  }

  /** Whether it was said that the action has run, and that another actor gives the reply. */
  public boolean isHandedOn() {
    return isHandedOn;
  }

  @Override
  public boolean answered() {
    return !replies.isEmpty();
  }

  /** The reply; null if there is none yet. */
  public @Nullable Reply reply() {
    return replies.isEmpty() ? null : replies.getFirst();
  }

  /** The text of the value that the action returned; null if it did not succeed, or not yet. */
  public @Nullable String text() {
    return reply() instanceof Reply.Completed(Payload payload) ? TextAny.textOf(payload) : null;
  }

  /** The code of the failure; null if it did not fail, or not yet. */
  public @Nullable ErrorCode code() {
    return reply() instanceof Reply.Failed(Failure failure) ? failure.code() : null;
  }

  /** The message of the failure; empty if it did not fail, or not yet. */
  public String message() {
    return reply() instanceof Reply.Failed(Failure failure) ? failure.message() : "";
  }
}
