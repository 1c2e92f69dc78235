package io.actorproxy.cluster;

import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Reply;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.function.Consumer;

/**
 * The calls of the clients of a process, and those that other processes send to it. Each of its own
 * goes where {@link RoutedCall} brings it.
 */
final class ModelIngress implements RoutedCall.Calls<Call> {
  private static final int BROKEN_MILLIS = 50;
  private static final int CUT_MILLIS = 1_000;

  /** How long after its deadline a call waits for the reply that is given at that moment. */
  private static final int LATE_MILLIS = 500;

  private final LocalCluster world;
  private final SimulatedProcess process;

  ModelIngress(LocalCluster world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
  }

  /** A client calls. */
  void call(Call call) {
    call.enter(process);
    var forwarding = new RoutedCall<>(process.cluster, this, call);
    call.again = forwarding::go;
    forwarding.go();
  }

  // --- what RoutedCall asks

  @Override
  public SlotId slot(Call call) {
    return process.slotOf(call.actor);
  }

  /** In the world's time, in which the process' clock may have stood still. */
  @Override
  public long deadlineNanos(Call call) {
    return process.nanoTime() + (call.deadline() - world.now()) * 1_000_000;
  }

  @Override
  public boolean mayRunTwice(Call call) {
    return call.mayRunTwice;
  }

  @Override
  public boolean wasAdmitted(Call call) {
    return false;
  }

  @Override
  public void schedule(Call call, long delayMillis, Runnable task) {
    process.schedule(delayMillis, task);
  }

  @Override
  public void answer(Call call, Reply reply) {
    if (reply instanceof Reply.Failed) {
      world.fail(call);
    } else {
      world.answer(call);
    }
  }

  @Override
  public void fail(Call call, Failure failure) {
    world.fail(call, failure.code());
  }

  @Override
  public void take(Call call, Consumer<CallOutcome> onFailed) {
    process.actors.take(
        new Arrival() {
          @Override
          public Call call() {
            return call;
          }

          @Override
          public void giveBack() {
            process.schedule(1, call.again);
          }

          @Override
          public void onAnswered() {
            world.answer(call);
          }

          @Override
          public void onFailed() {
            world.fail(call);
          }
        });
  }

  @Override
  public void send(long epoch, Call call, Consumer<CallOutcome> then) {
    SimulatedProcess to = world.processOf(epoch);
    Identity me = process.cluster.identity();
    if (me == null || to == null || !process.reaches(to)) {
      process.schedule(
          0,
          () ->
              then.accept(
                  new CallOutcome.NeverSent(
                      new Failure(ErrorCode.MEMBER_UNREACHABLE, "There is no connection."))));
      return;
    }
    var request = new Request(me.epoch(), epoch, call, to, then);
    to.connections.add(request);
    process.schedule(
        Math.max(0, call.deadline() - world.now()) + LATE_MILLIS, request::endUnanswered);
    world
        .time()
        .in(
            world.latency(),
            () -> {
              if (process.reaches(to)) {
                to.run(request::arrive);
              } else {
                request.lose(CUT_MILLIS);
              }
            });
  }

  /** A call on its way to another process, and the reply on its way back. */
  final class Request implements Arrival {
    private final long sender;
    private final long epoch;
    private final Call call;
    private final SimulatedProcess to;
    private final Consumer<CallOutcome> then;
    private boolean isReplied;
    private boolean isOver;

    Request(long sender, long epoch, Call call, SimulatedProcess to, Consumer<CallOutcome> then) {
      this.sender = sender;
      this.epoch = epoch;
      this.call = call;
      this.to = to;
      this.then = then;
    }

    @Override
    public Call call() {
      return call;
    }

    private void arrive() {
      CallOutcome refusal = to.cluster.refusal(epoch, to.slotOf(call.actor));
      if (refusal == null) {
        to.cluster.onForwarded(to.slotOf(call.actor), sender);
        to.actors.take(this);
      } else {
        reply(refusal);
      }
    }

    @Override
    public void giveBack() {
      CallOutcome refusal = to.cluster.refusal(epoch, to.slotOf(call.actor));
      reply(refusal == null ? new CallOutcome.Elsewhere(null) : refusal);
    }

    @Override
    public void onAnswered() {
      reply(new CallOutcome.Answered(Reply.ACCEPTED));
    }

    @Override
    public void onFailed() {
      reply(new CallOutcome.Answered(Reply.failed(ErrorCode.INTERNAL, "It has failed.")));
    }

    private void reply(CallOutcome outcome) {
      if (!isReplied) {
        isReplied = true;
        world
            .time()
            .in(
                world.latency(),
                () -> {
                  if (to.reaches(process)) {
                    process.run(() -> end(outcome));
                  } else {
                    lose(CUT_MILLIS);
                  }
                });
      }
    }

    /** The process that was called has died. */
    void lose() {
      lose(BROKEN_MILLIS);
    }

    private void lose(int millis) {
      process.in(millis, this::endUnanswered);
    }

    private void endUnanswered() {
      end(
          new CallOutcome.Unknown(
              new Failure(ErrorCode.UNKNOWN_OUTCOME, "The connection was lost.")));
    }

    private void end(CallOutcome outcome) {
      if (!isOver) {
        isOver = true;
        to.connections.remove(this);
        then.accept(outcome);
      }
    }
  }
}
