package io.actorproxy.schedule;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds scheduled invocations until they are due. They live in memory: a restart forgets them.
 *
 * <p>Thread safe; everything happens on the event loop that turns {@code wheel}.
 */
public final class InvocationScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(InvocationScheduler.class);

  private final Executor loop;
  private final TimerWheel wheel;
  private final TimeSource time;
  private final Invoker invoker;
  private final int capacity;
  private int scheduled;

  /** Holds at most {@code capacity} invocations; 0 switches scheduling off. */
  public InvocationScheduler(
      Executor loop, TimerWheel wheel, TimeSource time, Invoker invoker, int capacity) {
    this.loop = loop;
    this.wheel = wheel;
    this.time = time;
    this.invoker = invoker;
    this.capacity = capacity;
  }

  /** Runs the call at its time, asynchronously; {@code replyTo} learns whether it was taken. */
  public void schedule(Call call, ReplyTo replyTo) {
    loop.execute(() -> add(call, replyTo));
  }

  private void add(Call call, ReplyTo replyTo) {
    if (capacity == 0) {
      replyTo.reply(
          Reply.failed(
              ErrorCode.SCHEDULING_DISABLED,
              "scheduled invocations are switched off by SPAWN_DELAYED_INVOKES=false"));
      return;
    }
    if (scheduled >= capacity) {
      replyTo.reply(
          Reply.failed(
              ErrorCode.OVERLOADED,
              "%d invocations are scheduled already, which is the limit; raise".formatted(capacity)
                  + " PROXY_SCHEDULE_CAPACITY"));
      return;
    }
    scheduled++;
    wheel.schedule(call.scheduledTo() - time.epochMillis(), () -> runDue(call));
    replyTo.reply(Reply.ACCEPTED);
  }

  private void runDue(Call call) {
    scheduled--;
    invoker.invoke(
        call.dueNow(),
        Deadline.NONE,
        reply -> {
          if (reply instanceof Reply.Failed(var failure)) {
            LOG.warn(
                "Expected the scheduled action '{}' of {} to run, but: {}",
                call.action(),
                call.name(),
                failure);
          }
        });
  }
}
