package io.actorproxy.invocation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An invocation on its way to one known actor.
 *
 * @param target the actor
 * @param action the action's name
 * @param payload the action's input
 * @param caller the actor that calls; null for a call from outside
 * @param metadata belongs to this one request
 * @param deadline until when the caller waits for the reply; {@link Deadline#NONE} if it does not
 * @param async whether the caller is answered as soon as the invocation is in the mailbox
 * @param hops how many pipes and forwards led here
 * @param origin where it comes from
 * @param attempt 1 at first; higher when the caller asked for failed actions to be run again
 * @param replyTo where the reply goes
 * @param delivery the stored message that it delivers; null if there is none
 */
public record Invocation(
    ActorId target,
    String action,
    Payload payload,
    @Nullable ActorId caller,
    Map<String, String> metadata,
    Deadline deadline,
    boolean async,
    int hops,
    Origin origin,
    int attempt,
    ReplyTo replyTo,
    @Nullable Delivery delivery) {
  /** Bytes of memory of a metadata entry besides its characters. */
  private static final int ENTRY_BYTES = 100;

  /** An invocation that delivers no message. */
  public Invocation(
      ActorId target,
      String action,
      Payload payload,
      @Nullable ActorId caller,
      Map<String, String> metadata,
      Deadline deadline,
      boolean async,
      int hops,
      Origin origin,
      int attempt,
      ReplyTo replyTo) {
    this(
        target, action, payload, caller, metadata, deadline, async, hops, origin, attempt, replyTo,
        null);
  }

  /** The same invocation, to be run once more. */
  public Invocation again() {
    return new Invocation(
        target,
        action,
        payload,
        caller,
        metadata,
        deadline,
        async,
        hops,
        origin,
        attempt + 1,
        replyTo,
        delivery);
  }

  /** Whether its caller no longer waits, so that it need not run if it has not begun. */
  public boolean abandoned() {
    return !async && replyTo.answered();
  }

  /** The actor whose turn waits for the reply to this invocation; null if there is none. */
  public @Nullable ActorId waitingActor() {
    return async || origin != Origin.CLIENT ? null : caller;
  }

  /** Whether the actor is in use because of it; timers do not keep it in memory. */
  public boolean isTraffic() {
    return origin != Origin.TIMER && origin != Origin.INSPECTION;
  }

  /** About how much memory its payload and metadata hold. */
  public long carriedBytes() {
    long bytes = payload instanceof Payload.Value(var any) ? any.size() : 0;
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      bytes += ENTRY_BYTES + entry.getKey().length() + entry.getValue().length();
    }
    return bytes;
  }

  /** Ends the invocation with a failure. */
  public void fail(Failure failure) {
    replyTo.reply(new Reply.Failed(failure));
  }
}
