package io.actorproxy.invocation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that is under way: a request to run an action.
 *
 * @param call what is asked for
 * @param deadline until when the caller waits for the reply; {@link Deadline#NONE} if it does not.
 *     The reply to an asynchronous call says that it is accepted
 * @param replyTo where the reply goes
 */
public record Invocation(Call call, Deadline deadline, ReplyTo replyTo) implements Request {
  /** Bytes of memory of a metadata entry besides its characters. */
  private static final int ENTRY_BYTES = 100;

  /** One of a timer that the actor's type declares; no caller waits for it. */
  public static Invocation tick(ActorId actor, String action, ReplyTo replyTo) {
    return new Invocation(Call.tick(actor, action), Deadline.NONE, replyTo);
  }

  /** The same invocation, to be run once more. */
  public Invocation again() {
    return new Invocation(call.again(), deadline, replyTo);
  }

  /** The same invocation, for whose result no caller waits: it is asynchronous, and accepted. */
  public Invocation accepted() {
    return deadline.exists() ? new Invocation(call, Deadline.NONE, replyTo) : this;
  }

  /** The same invocation, whose call has another {@link Call#chain}. */
  public Invocation withChain(List<ActorId> longer) {
    return new Invocation(call.withChain(longer), deadline, replyTo);
  }

  @Override
  public Principal principal() {
    return call.principal();
  }

  @Override
  public @Nullable ActorId caller() {
    return call.caller();
  }

  @Override
  public ActorId actor() {
    return new ActorId(call.system(), call.parent(), call.name());
  }

  @Override
  public String action() {
    return call.action();
  }

  @Override
  public String subject() {
    return "'" + call.action() + "'";
  }

  @Override
  public boolean isAbandoned() {
    return replyTo.answered() && (!call.async() || replyTo.failed());
  }

  @Override
  public boolean isTraffic() {
    return call.origin() != Origin.TIMER;
  }

  @Override
  public boolean isAccepted() {
    return call.async() && replyTo.answered() && !replyTo.failed();
  }

  @Override
  public List<ActorId> waiting() {
    return call.waiting();
  }

  /** The delivery of the message that its call delivers; null if there is none. */
  public @Nullable Delivery delivery() {
    // A pipe of a turn that took in a message has the same place for the reply.
    return call.delivers() == null ? null : replyTo.delivery();
  }

  /** As far as its payload and metadata go. */
  @Override
  public long carriedBytes() {
    long bytes = call.payload() instanceof Payload.Value(var any) ? any.size() : 0;
    // To look for entries where there are none would cost two objects.
    if (call.metadata().isEmpty()) {
      return bytes;
    }
    for (Map.Entry<String, String> entry : call.metadata().entrySet()) {
      bytes += ENTRY_BYTES + entry.getKey().length() + entry.getValue().length();
    }
    return bytes;
  }

  @Override
  public void fail(Failure failure) {
    replyTo.reply(new Reply.Failed(failure));
  }
}
