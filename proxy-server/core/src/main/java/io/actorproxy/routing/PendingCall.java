package io.actorproxy.routing;

import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The caller of an invocation, which gets the first reply; later ones are ignored. */
final class PendingCall implements ReplyTo {
  private final AtomicBoolean answered = new AtomicBoolean();
  private final ReplyTo caller;

  PendingCall(ReplyTo caller) {
    this.caller = caller;
  }

  @Override
  public void reply(Reply reply) {
    if (answered.compareAndSet(false, true)) {
      caller.reply(reply);
    }
  }

  @Override
  public void onHandedOn() {
    caller.onHandedOn();
  }

  @Override
  public boolean giveBack() {
    return !answered() && caller.giveBack() && answered.compareAndSet(false, true);
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
    return answered.get() || (caller.answered() && caller.delivery() == null);
  }
}
