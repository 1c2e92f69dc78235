package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Inspection;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.Request;
import io.actorproxy.invocation.Restoration;
import io.actorproxy.loops.PartitionLoop;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes requests to the members that own their actors. Thread safe. */
public final class MemberForwarder implements ClusterActors.Forwarder {
  private final MemberCalls members;
  private final PartitionLoop loop;
  private final TimerWheel wheel;
  private final TimeSource time;
  private final long patienceMillis;
  private @Nullable Cluster cluster;
  private @Nullable Invoker invoker;

  /** An invocation whose actor is elsewhere, as far as it is known. */
  private record Outbound(Invocation invocation, ActorId actor, SlotId slot, Deadline deadline) {}

  /**
   * @param wheel turned by {@code loop}, on which calls are routed
   * @param patienceMillis how long a call is routed that has no deadline
   */
  public MemberForwarder(
      MemberCalls members,
      PartitionLoop loop,
      TimerWheel wheel,
      TimeSource time,
      long patienceMillis) {
    this.members = members;
    this.loop = loop;
    this.wheel = wheel;
    this.time = time;
    this.patienceMillis = patienceMillis;
  }

  /**
   * To be called once, before the first request.
   *
   * @param localInvoker takes the calls whose actors are here by now
   */
  public void bind(Cluster theCluster, Invoker localInvoker) {
    cluster = theCluster;
    invoker = localInvoker;
  }

  @Override
  public void forward(ActorId actor, SlotId slot, Request request) {
    switch (request) {
      case Invocation invocation -> forward(actor, slot, invocation);
      case Inspection _, Restoration _ ->
          request.fail(
              new Failure(
                  ErrorCode.ALREADY_ACTIVE_ELSEWHERE,
                  "%s runs at another proxy of the cluster; ask that one".formatted(actor)));
    }
  }

  /** A call that came from a member takes its second hop from there, or it could go in a circle. */
  private void forward(ActorId actor, SlotId slot, Invocation invocation) {
    if (invocation.replyTo().giveBack()) {
      return;
    }
    Deadline deadline =
        invocation.deadline().exists() ? invocation.deadline() : Deadline.in(patienceMillis, time);
    Outbound outbound = new Outbound(invocation, actor, slot, deadline);
    Cluster known = requireNonNull(cluster, "not bound yet");
    loop.execute(() -> new RoutedCall<>(known, new Calls(), outbound).go());
  }

  private final class Calls implements RoutedCall.Calls<Outbound> {
    @Override
    public SlotId slot(Outbound call) {
      return call.slot();
    }

    @Override
    public long deadlineNanos(Outbound call) {
      return call.deadline().nanos();
    }

    /** A repetition is noticed by its key or its message, or the caller has asked for it. */
    @Override
    public boolean mayRunTwice(Outbound call) {
      Map<String, String> metadata = call.invocation().call().metadata();
      return !metadata.getOrDefault(Metadata.IDEMPOTENCY_KEY, "").isEmpty()
          || !metadata.getOrDefault(Metadata.FAIL_BACKOFF, "false").equals("false")
          || call.invocation().call().delivers() != null;
    }

    @Override
    public void take(Outbound call) {
      Invocation invocation = call.invocation();
      requireNonNull(invoker, "not bound yet")
          .invoke(invocation.call(), invocation.deadline(), invocation.replyTo());
    }

    @Override
    public void send(long epoch, Outbound call, Consumer<CallOutcome> then) {
      var _ =
          members.call(
              epoch,
              call.invocation().call().to(call.actor()),
              call.deadline(),
              ByteString.EMPTY,
              outcome -> loop.execute(() -> then.accept(outcome)));
    }

    @Override
    public void answer(Outbound call, Reply reply) {
      call.invocation().replyTo().reply(reply);
    }

    @Override
    public void fail(Outbound call, Failure failure) {
      call.invocation().fail(failure);
    }

    @Override
    public void schedule(Outbound call, long delayMillis, Runnable task) {
      loop.execute(delayMillis <= 0 ? task : () -> wheel.schedule(delayMillis, task));
    }
  }
}
