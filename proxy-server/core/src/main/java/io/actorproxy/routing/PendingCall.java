package io.actorproxy.routing;

import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The caller of an invocation, which gets the first reply; later ones are ignored. */
final class PendingCall implements ReplyTo {
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.OPEN);
  private final ReplyTo caller;

  private enum Stage {
    OPEN,
    ANSWERED,
    FAILED
  }

  PendingCall(ReplyTo caller) {
    this.caller = caller;
  }

  @Override
  public void reply(Reply reply) {
    Stage end = reply instanceof Reply.Failed ? Stage.FAILED : Stage.ANSWERED;
    if (stage.compareAndSet(Stage.OPEN, end)) {
      caller.reply(reply);
    }
  }

  @Override
  public void onHandedOn() {
    caller.onHandedOn();
  }

  @Override
  public boolean giveBack() {
    return !answered() && caller.giveBack() && stage.compareAndSet(Stage.OPEN, Stage.ANSWERED);
  }

  @Override
  public @Nullable Delivery delivery() {
    return caller.delivery();
  }

  /**
   * Or if its caller does not wait any more, as one at another member to which the link is cut. The
   * delivery of a message ends before the pipe or forward of its turn, which is to run all the
   * same.
   */
  @Override
  public boolean answered() {
    return stage.get() != Stage.OPEN || (caller.answered() && caller.delivery() == null);
  }

  @Override
  public boolean failed() {
    return stage.get() == Stage.FAILED;
  }
}
