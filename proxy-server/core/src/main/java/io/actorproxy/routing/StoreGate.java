package io.actorproxy.routing;

import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Request;
import io.actorproxy.registry.Pending;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import java.util.concurrent.Executor;

/**
 * Where requests wait for an instance that is being looked up or recorded, in their order, and not
 * beyond their deadline. Thread safe.
 */
public final class StoreGate {
  private final TimeSource time;
  private final Executor loop;
  private final TimerWheel wheel;

  /**
   * The gate of one proxy.
   *
   * @param loop where look-ups and recordings end; turns {@code wheel}
   */
  public StoreGate(TimeSource time, Executor loop, TimerWheel wheel) {
    this.time = time;
    this.loop = loop;
    this.wheel = wheel;
  }

  /** Does {@code then} once it has ended, unless the request has been answered. */
  void await(Pending pending, Request request, Runnable then) {
    Waiting waiting = new Waiting(pending, request, then);
    Deadline deadline = request.deadline();
    if (deadline.exists()) {
      // In the queue of the loop this comes before anything that the end of it does there.
      loop.execute(() -> wheel.add(waiting, deadline.remainingMillis(time)));
    }
    pending.await(waiting);
  }

  private final class Waiting extends TimerWheel.Timeout implements Pending.Waiter {
    private final Pending pending;
    private final Request request;
    private final Runnable then;

    Waiting(Pending pending, Request request, Runnable then) {
      this.pending = pending;
      this.request = request;
      this.then = then;
    }

    @Override
    public void done() {
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
        // A call that comes when it has just ended gets here on a thread other than the loop's.
        loop.execute(this::cancel);
      }
    }

    @Override
    protected void onTimeout() {
      request.fail(
          new Failure(
              pending.late(),
              "%s was not answered in time: it still waits for %s, so it will not be run"
                  .formatted(request.subject(), pending.awaited())));
    }
  }
}
