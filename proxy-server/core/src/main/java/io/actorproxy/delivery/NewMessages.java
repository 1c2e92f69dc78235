package io.actorproxy.delivery;

import io.actorproxy.codec.CallMessage;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Origin;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes messages of calls. Thread safe. */
final class NewMessages {
  private static final Failure SWITCHED_OFF =
      new Failure(
          ErrorCode.SCHEDULING_DISABLED,
          "scheduled invocations are switched off by SPAWN_DELAYED_INVOKES=false");

  private final OutboxConfig config;
  private final StoreTime time;
  private final Custody custody;
  private final @Nullable Placing placing;
  private final RandomGenerator random;
  private final AtomicInteger drawn = new AtomicInteger();

  /**
   * @param time by which messages are due
   * @param placing where receivers are in a cluster; null in a process that works alone
   * @param random draws ids; must be thread safe
   */
  NewMessages(
      OutboxConfig config,
      StoreTime time,
      Custody custody,
      @Nullable Placing placing,
      RandomGenerator random) {
    this.config = config;
    this.time = time;
    this.custody = custody;
    this.placing = placing;
    this.random = random;
  }

  /**
   * Refuses what one turn cannot send.
   *
   * @throws FailureException with SCHEDULING_DISABLED or HOST_REPLY_TOO_LARGE
   */
  void requireSendable(List<Call> calls) {
    long bytes = 0;
    for (Call call : calls) {
      Failure refusal = call.isScheduled() ? scheduleRefusal() : null;
      if (refusal != null) {
        throw new FailureException(refusal);
      }
      bytes += new CallMessage(call).size();
    }
    if (bytes > config.turnBytesMax()) {
      throw new FailureException(
          ErrorCode.HOST_REPLY_TOO_LARGE,
          "what the turn sends to %d others has %d bytes; the limit PROXY_OUTBOX_MAX_TURN_BYTES"
                  .formatted(calls.size(), bytes)
              + " is %d; its state is unchanged".formatted(config.turnBytesMax()));
    }
  }

  /** Why no call is scheduled; null if they are. */
  @Nullable Failure scheduleRefusal() {
    return config.scheduleCapacity() == 0 ? SWITCHED_OFF : null;
  }

  /** Whether an asynchronous call is to be stored before it is acknowledged. */
  boolean isDurable(Call call) {
    String wanted = call.metadata().get(Metadata.DURABLE_ASYNC);
    return call.origin() == Origin.CLIENT
        && (wanted == null ? config.durableAsync() : wanted.equals("true"));
  }

  /** As {@link Outbox#effect}. */
  Message effect(Call call, ActorId sender, long sequence) {
    return call.isScheduled()
        ? scheduled(call)
        : message(call, MessageKind.EFFECT, Lanes.of(sender, call), sequence, time.earliest());
  }

  /** An asynchronous call, which this process claims from the beginning if it may. */
  Message claimed(Call call) {
    return message(call, MessageKind.ASYNC, 0, 0, custody.dueAtWhenClaimed(time.earliest()));
  }

  /** One whose time has passed is due now, so that it does not count as late. */
  Message scheduled(Call call) {
    long dueAt = Math.max(call.scheduledTo(), time.earliest());
    return message(call, MessageKind.SCHEDULE, 0, 0, dueAt);
  }

  private Message message(Call call, MessageKind kind, long lane, long sequence, long dueAt) {
    Message message =
        Message.untried(
            MessageId.ordered(time.earliest(), drawn.getAndIncrement(), random),
            kind,
            new ActorKey(call.system(), call.parent(), call.name()),
            lane,
            sequence,
            dueAt,
            new CallMessage(call).toByteArray());
    return placing == null ? message : message.withPlace(placing.placeOf(call));
  }
}
