package io.actorproxy.routing;

import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Reply;
import io.actorproxy.registry.Recording;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Where calls wait for an instance that is being recorded, in their order, and not beyond their
 * deadline. Thread safe.
 */
public final class RecordingGate {
  private final TimeSource time;
  private final Executor loop;
  private final TimerWheel wheel;

  /**
   * The gate of one proxy.
   *
   * @param loop where recordings end; turns {@code wheel}
   */
  public RecordingGate(TimeSource time, Executor loop, TimerWheel wheel) {
    this.time = time;
    this.loop = loop;
    this.wheel = wheel;
  }

  /** Does {@code then} once the instance is recorded, unless the caller has been answered. */
  void await(
      Recording recording,
      Call call,
      Deadline deadline,
      PendingCall caller,
      Consumer<PendingCall> then) {
    Waiting waiting = new Waiting(call, deadline, caller, then);
    if (deadline.exists()) {
      // In the queue of the loop this comes before anything the recording does there.
      loop.execute(() -> wheel.add(waiting, deadline.remainingMillis(time)));
    }
    recording.await(waiting);
  }

  private final class Waiting extends TimerWheel.Timeout implements Recording.Waiter {
    private final Call call;
    private final Deadline deadline;
    private final PendingCall caller;
    private final Consumer<PendingCall> then;

    Waiting(Call call, Deadline deadline, PendingCall caller, Consumer<PendingCall> then) {
      this.call = call;
      this.deadline = deadline;
      this.caller = caller;
      this.then = then;
    }

    @Override
    public void recorded() {
      end();
      if (!caller.answered()) {
        then.accept(caller);
      }
    }

    @Override
    public void failed(Failure failure) {
      end();
      caller.reply(new Reply.Failed(failure));
    }

    private void end() {
      if (deadline.exists()) {
        // A call that comes when the recording has just ended gets here on a thread other than the
        // loop's.
        loop.execute(this::cancel);
      }
    }

    @Override
    protected void onTimeout() {
      caller.reply(
          Reply.failed(
              ErrorCode.DEADLINE,
              "'%s' of %s was not answered in time: the instance is still being recorded"
                  .formatted(call.action(), call.name())));
    }
  }
}
