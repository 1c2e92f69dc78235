package io.actorproxy.routing;

import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import java.util.concurrent.atomic.AtomicBoolean;

/** The one caller of an invocation, who is answered once, whoever comes first. */
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
  public boolean answered() {
    return answered.get();
  }
}
