package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.actorproxy.entity.ActorEntity;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Inspection;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.invocation.Request;
import io.actorproxy.invocation.Restoration;
import io.actorproxy.loops.PartitionLoop;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.time.TimeSource;
import io.actorproxy.time.TimerWheel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes requests to the members that own their actors. Thread safe. */
public final class MemberForwarder implements ClusterActors.Forwarder {
  private final ClusterActors.Slots slots;
  private final MemberCalls members;
  private final List<CallLoop> loops;
  private final TimeSource time;
  private final long patienceMillis;
  private final int maxWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder forwarded = new LongAdder();
  private @Nullable Cluster cluster;
  private @Nullable Invoker invoker;

  /**
   * A loop on which calls are routed.
   *
   * @param wheel turned by {@code loop}
   */
  public record CallLoop(PartitionLoop loop, TimerWheel wheel) {}

  /**
   * An invocation whose actor is elsewhere, as far as it is known.
   *
   * @param wasAdmitted whether it has waited in a mailbox here
   */
  private record Outbound(
      Invocation invocation, ActorId actor, Deadline deadline, boolean wasAdmitted) {}

  /**
   * @param loops a call stays on the one that it comes from, if it is one of them
   * @param patienceMillis how long a call is routed that has no deadline
   * @param maxWaiting how many calls may be on their way; more are refused
   */
  public MemberForwarder(
      ClusterActors.Slots slots,
      MemberCalls members,
      List<CallLoop> loops,
      TimeSource time,
      long patienceMillis,
      int maxWaiting) {
    this.slots = slots;
    this.members = members;
    this.loops = List.copyOf(loops);
    this.time = time;
    this.patienceMillis = patienceMillis;
    this.maxWaiting = maxWaiting;
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

  /** How many calls are on their way to other members, or wait until one is known. */
  public int waiting() {
    return waiting.get();
  }

  @Override
  public void forward(ActorId actor, Request request, boolean wasAdmitted) {
    switch (request) {
      case Invocation invocation -> forward(actor, invocation, wasAdmitted);
      case Inspection _, Restoration _ -> request.fail(elsewhere(actor));
    }
  }

  /** States are large and seldom asked for, so who asks goes where the actor is. */
  private Failure elsewhere(ActorId actor) {
    Cluster known = requireNonNull(cluster, "not bound yet");
    return switch (known.place(slots.of(actor))) {
      case SlotPlace.On(long epoch) -> {
        Member owner = known.member(epoch);
        yield new Failure(
            ErrorCode.ALREADY_ACTIVE_ELSEWHERE,
            "%s runs at the proxy %s; ask that one"
                .formatted(
                    actor,
                    owner == null
                        ? "of the member " + epoch
                        : "%s, whose link is at %s"
                            .formatted(owner.profile().name(), owner.profile().linkAddress())));
      }
      case SlotPlace.Here _, SlotPlace.Nowhere _ ->
          new Failure(
              ErrorCode.MEMBER_UNREACHABLE,
              "%s changes its place in the cluster; ask again in a moment".formatted(actor));
    };
  }

  /**
   * A call that came from a member takes its second hop from there, or it could go in a circle. A
   * message is claimed by the member that has its receiver. There are never more calls that were
   * admitted than fit into the mailboxes.
   */
  private void forward(ActorId actor, Invocation invocation, boolean wasAdmitted) {
    if (invocation.replyTo().giveBack()) {
      return;
    }
    Deadline deadline =
        invocation.deadline().exists() ? invocation.deadline() : Deadline.in(patienceMillis, time);
    Cluster known = requireNonNull(cluster, "not bound yet");
    if (waiting.incrementAndGet() > maxWaiting && !wasAdmitted) {
      waiting.decrementAndGet();
      invocation.fail(
          new Failure(
              ErrorCode.OVERLOADED,
              "%d calls wait for other members; send fewer at once".formatted(maxWaiting)));
      return;
    }
    forwarded.increment();
    CallLoop on = loopOf(actor);
    Outbound outbound = new Outbound(invocation, actor, deadline, wasAdmitted);
    on.loop().execute(() -> new RoutedCall<>(known, new Calls(on), outbound).go());
  }

  /** How many calls were taken to other members, or wait for it. */
  public long forwarded() {
    return forwarded.sum();
  }

  private CallLoop loopOf(ActorId actor) {
    for (CallLoop on : loops) {
      if (on.loop().isCurrent()) {
        return on;
      }
    }
    return loops.get(Math.floorMod(actor.hashCode(), loops.size()));
  }

  private final class Calls implements RoutedCall.Calls<Outbound> {
    private final CallLoop on;

    Calls(CallLoop on) {
      this.on = on;
    }

    /** Asked each time: its type may have been registered meanwhile. */
    @Override
    public @Nullable SlotId slot(Outbound call) {
      return slots.of(call.actor());
    }

    @Override
    public long deadlineNanos(Outbound call) {
      return call.deadline().nanos();
    }

    /** A repetition is noticed by its key, or the caller has asked for it. */
    @Override
    public boolean mayRunTwice(Outbound call) {
      Map<String, String> metadata = call.invocation().call().metadata();
      return !metadata.getOrDefault(Metadata.IDEMPOTENCY_KEY, "").isEmpty()
          || !metadata.getOrDefault(Metadata.FAIL_BACKOFF, "false").equals("false");
    }

    @Override
    public boolean wasAdmitted(Outbound call) {
      return call.wasAdmitted();
    }

    @Override
    public void take(Outbound call, Consumer<CallOutcome> onFailed) {
      waiting.decrementAndGet();
      Invocation invocation = call.invocation();
      requireNonNull(invoker, "not bound yet")
          .invoke(
              invocation.call(),
              invocation.deadline(),
              new Taken(
                  invocation.replyTo(),
                  outcome -> {
                    waiting.incrementAndGet();
                    on.loop().execute(() -> onFailed.accept(outcome));
                  }));
    }

    @Override
    public void send(long epoch, Outbound call, Consumer<CallOutcome> then) {
      var _ =
          members.call(
              epoch,
              call.invocation().call().to(call.actor()),
              call.deadline(),
              ByteString.EMPTY,
              outcome -> on.loop().execute(() -> then.accept(outcome)));
    }

    @Override
    public void answer(Outbound call, Reply reply) {
      if (reply instanceof Reply.Failed(Failure failure)) {
        fail(call, failure);
      } else {
        waiting.decrementAndGet();
        call.invocation().replyTo().reply(reply);
      }
    }

    @Override
    public void fail(Outbound call, Failure failure) {
      waiting.decrementAndGet();
      ActorEntity.refuse(call.invocation(), call.actor(), failure);
    }

    @Override
    public void schedule(Outbound call, long delayMillis, Runnable task) {
      on.loop().execute(delayMillis <= 0 ? task : () -> on.wheel().schedule(delayMillis, task));
    }
  }

  /**
   * The caller of a call whose actor turned out to be here; its failure may not be the last word.
   */
  private static final class Taken implements ReplyTo {
    private final ReplyTo caller;
    private final Consumer<CallOutcome> onFailed;
    private volatile boolean isHandedOn;

    Taken(ReplyTo caller, Consumer<CallOutcome> onFailed) {
      this.caller = caller;
      this.onFailed = onFailed;
    }

    @Override
    public void reply(Reply reply) {
      if (reply instanceof Reply.Failed(Failure failure)) {
        boolean isRefused = !isHandedOn && MemberDoor.isRefusal(failure);
        onFailed.accept(
            isRefused ? new CallOutcome.Refused(failure) : new CallOutcome.Answered(reply));
      } else {
        caller.reply(reply);
      }
    }

    @Override
    public void onHandedOn() {
      isHandedOn = true;
      caller.onHandedOn();
    }

    @Override
    public boolean answered() {
      return caller.answered();
    }

    @Override
    public boolean giveBack() {
      return caller.giveBack();
    }

    @Override
    public @Nullable Delivery delivery() {
      return caller.delivery();
    }
  }
}
