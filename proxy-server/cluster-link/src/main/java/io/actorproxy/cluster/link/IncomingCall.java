package io.actorproxy.cluster.link;

import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.Frame;
import io.actorproxy.cluster.MemberInbox;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Reply;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call of the other member, until its answer is given. */
final class IncomingCall implements MemberInbox.CallAnswer {
  private final Link link;
  private final long id;
  private final int size;
  private final AtomicBoolean isAnswered = new AtomicBoolean();

  IncomingCall(Link link, long id, int size) {
    this.link = link;
    this.id = id;
    this.size = size;
  }

  /** How many bytes the call had. */
  int size() {
    return size;
  }

  @Override
  public void reply(Reply reply) {
    answer(new CallOutcome.Answered(reply));
  }

  @Override
  public void elsewhere(Frame.@Nullable Moved moved) {
    answer(new CallOutcome.Elsewhere(moved));
  }

  @Override
  public void refuse(Failure failure) {
    answer(new CallOutcome.Refused(failure));
  }

  /** The other member waits no longer. */
  void cancel() {
    answer(null);
  }

  private void answer(@Nullable CallOutcome outcome) {
    if (isAnswered.compareAndSet(false, true)) {
      link.answer(new LinkMessage.Response(id, outcome));
    }
  }

  /** There is no link any more for an answer. */
  void drop() {
    isAnswered.set(true);
  }

  @Override
  public boolean answered() {
    return isAnswered.get();
  }
}
