package io.actorproxy.routing;

import io.actorproxy.delivery.Storing;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.invocation.Request;
import io.actorproxy.registry.Pending;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where callers wait for the store before there is an actor that could watch their deadlines: for
 * an instance that is looked up or recorded, for a call that is stored, for what is spawned or
 * registered. None waits beyond its deadline, however long the store stands still. Thread safe.
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

  /**
   * Does {@code then} once it has ended, unless the request has been answered. Those that wait for
   * the same keep their order.
   */
  void await(Pending pending, Request request, Runnable then) {
    Waiting waiting = new Waiting(pending, request, then);
    // In the queue of the loop this comes before anything that the end of it does there.
    waiting.begin();
    pending.await(waiting);
  }

  /**
   * Lets a call be stored, whose caller is answered when it is.
   *
   * @param store hands it to the store, and gets whom to tell
   */
  void store(Invocation invocation, Function<ReplyTo, Storing> store) {
    if (!invocation.deadline().exists()) {
      var _ = store.apply(invocation.replyTo());
      return;
    }
    StoredCall call = new StoredCall(invocation);
    call.await(store.apply(call));
  }

  /**
   * The same result, if it comes before the deadline.
   *
   * @param lateness the failure if it does not
   */
  public <T> CompletionStage<T> inTime(
      CompletionStage<T> stage, Deadline deadline, Supplier<Failure> lateness) {
    if (stage.toCompletableFuture().isDone()) {
      return stage;
    }
    Result<T> result = new Result<>(deadline, lateness);
    result.begin();
    var _ = stage.whenComplete(result::end);
    return result.first;
  }

  /** A caller that is told when its deadline has passed, unless its wait has ended before. */
  private abstract class Wait extends TimerWheel.Timeout {
    private final Deadline deadline;

    Wait(Deadline deadline) {
      this.deadline = deadline;
    }

    /** The deadline counts. */
    final void begin() {
      if (deadline.exists()) {
        loop.execute(
            () -> {
              if (!isOver()) {
                wheel.add(this, deadline.remainingMillis(time));
              }
            });
      }
    }

    /** Whether the caller has its answer. */
    abstract boolean isOver();

    /** It counts no more. */
    final void end() {
      if (deadline.exists()) {
        // What ends it may run on any thread.
        loop.execute(this::cancel);
      }
    }
  }

  private final class Waiting extends Wait implements Pending.Waiter {
    private final Pending pending;
    private final Request request;
    private final Runnable then;

    Waiting(Pending pending, Request request, Runnable then) {
      super(request.deadline());
      this.pending = pending;
      this.request = request;
      this.then = then;
    }

    @Override
    boolean isOver() {
      return request.isAbandoned();
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

    @Override
    protected void onTimeout() {
      request.fail(
          new Failure(
              pending.late(),
              "%s was not answered in time: it still waits for %s, so it will not be run"
                  .formatted(request.subject(), pending.awaited())));
    }
  }

  /** The caller of a call that is being stored. */
  private final class StoredCall extends Wait implements ReplyTo {
    private final Invocation invocation;
    private Storing storing = Storing.REFUSED;

    StoredCall(Invocation invocation) {
      super(invocation.deadline());
      this.invocation = invocation;
    }

    /** Watches the deadline, unless the result was there at once. */
    void await(Storing begun) {
      storing = begun;
      if (!isOver()) {
        begin();
      }
    }

    @Override
    boolean isOver() {
      return answered();
    }

    @Override
    public void reply(Reply reply) {
      invocation.replyTo().reply(reply);
      end();
    }

    @Override
    public boolean answered() {
      return invocation.replyTo().answered();
    }

    @Override
    public boolean failed() {
      return invocation.replyTo().failed();
    }

    @Override
    protected void onTimeout() {
      invocation.fail(
          storing.giveUp()
              ? new Failure(
                  ErrorCode.STORE_UNAVAILABLE,
                  "%s was not answered in time: it still waits to be stored, so it will not be run"
                      .formatted(invocation.subject()))
              : new Failure(
                  ErrorCode.UNKNOWN_OUTCOME,
                  "%s was not answered in time: the store has not said whether it has stored it; if it has, it will run"
                      .formatted(invocation.subject())));
    }
  }

  private final class Result<T> extends Wait {
    final CompletableFuture<T> first = new CompletableFuture<>();
    private final Supplier<Failure> lateness;

    Result(Deadline deadline, Supplier<Failure> lateness) {
      super(deadline);
      this.lateness = lateness;
    }

    @Override
    boolean isOver() {
      return first.isDone();
    }

    void end(T value, Throwable problem) {
      end();
      if (problem == null) {
        first.complete(value);
      } else {
        first.completeExceptionally(
            problem instanceof CompletionException && problem.getCause() != null
                ? problem.getCause()
                : problem);
      }
    }

    @Override
    protected void onTimeout() {
      first.completeExceptionally(new FailureException(lateness.get()));
    }
  }
}
