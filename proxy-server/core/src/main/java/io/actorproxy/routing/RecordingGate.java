package io.actorproxy.routing;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Request;
import io.actorproxy.registry.Recording;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import java.util.concurrent.Executor;

/**
 * Where requests wait for an instance that is being recorded, in their order, and not beyond their
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

  /** Does {@code then} once the instance is recorded, unless the request has been answered. */
  void await(Location.Here instance, Request request, Runnable then) {
    Waiting waiting = new Waiting(instance.id(), request, then);
    Deadline deadline = request.deadline();
    if (deadline.exists()) {
      // In the queue of the loop this comes before anything the recording does there.
      loop.execute(() -> wheel.add(waiting, deadline.remainingMillis(time)));
    }
    instance.recording().await(waiting);
  }

  private final class Waiting extends TimerWheel.Timeout implements Recording.Waiter {
    private final ActorId instance;
    private final Request request;
    private final Runnable then;

    Waiting(ActorId instance, Request request, Runnable then) {
      this.instance = instance;
      this.request = request;
      this.then = then;
    }

    @Override
    public void recorded() {
      end();
      if (!request.isAbandoned()) {
        then.run();
      }
    }

    @Override
    public void failed(Failure failure) {
      end();
      request.fail(failure);
    }

    private void end() {
      if (request.deadline().exists()) {
        // A call that comes when the recording has just ended gets here on a thread other than the
        // loop's.
        loop.execute(this::cancel);
      }
    }

    @Override
    protected void onTimeout() {
      request.fail(
          new Failure(
              ErrorCode.DEADLINE,
              "%s of %s was not answered in time: the instance is still being recorded"
                  .formatted(request.subject(), instance)));
    }
  }
}
