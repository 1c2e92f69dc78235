package io.actorproxy.cluster;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.MemberInbox.CallAnswer;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.codec.ForwardedReply;
import io.actorproxy.codec.MalformedMessageException;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Reply;
import io.actorproxy.time.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Links between members in one process and one thread: what is sent waits until {@link #deliver}.
 * Calls and replies are encoded and decoded on the way, as on a real link. Calls whose deadline has
 * passed end then.
 */
public final class FakeLinks {
  private final TimeSource time;
  private final Map<Long, MemberInbox> members = new HashMap<>();
  private final Set<Set<Long>> cut = new HashSet<>();
  private final Queue<Runnable> underWay = new ArrayDeque<>();
  private final List<Forwarded> unanswered = new ArrayList<>();

  public FakeLinks(TimeSource time) {
    this.time = time;
  }

  /** The link of a member. */
  public At join(long epoch, MemberInbox inbox) {
    members.put(epoch, inbox);
    return new At(epoch);
  }

  /** Delivers what was sent, and what is sent meanwhile, in order. */
  public void deliver() {
    List.copyOf(unanswered).forEach(Forwarded::endIfLate);
    for (Runnable next = underWay.poll(); next != null; next = underWay.poll()) {
      next.run();
    }
  }

  /** What is under way between two members does not arrive, nor does what they send later. */
  public void cut(long one, long other) {
    cut.add(Set.of(one, other));
    List.copyOf(unanswered).stream()
        .filter(call -> call.isBetween(one, other))
        .forEach(Forwarded::onBroken);
    unreachable(one, other);
    unreachable(other, one);
  }

  /** Two members reach each other again. */
  public void heal(long one, long other) {
    cut.remove(Set.of(one, other));
  }

  private void unreachable(long at, long member) {
    MemberInbox inbox = members.get(at);
    if (inbox != null) {
      inbox.onUnreachable(member);
    }
  }

  private boolean isConnected(long from, long to) {
    return members.containsKey(to) && !cut.contains(Set.of(from, to));
  }

  /** The link of one member to all others. */
  public final class At implements MemberLink, MemberCalls {
    private final long me;

    private At(long me) {
      this.me = me;
    }

    @Override
    public void send(long epoch, Frame frame) {
      if (isConnected(me, epoch)) {
        underWay.add(
            () -> {
              MemberInbox inbox = members.get(epoch);
              if (inbox != null && isConnected(me, epoch)) {
                inbox.onFrame(me, frame);
              }
            });
      }
    }

    /** Leaves, or dies: it is told nothing any more. */
    public void end() {
      members.remove(me);
      List.copyOf(unanswered).stream()
          .filter(call -> call.from == me || call.to == me)
          .forEach(Forwarded::onBroken);
      Set.copyOf(members.keySet()).forEach(other -> unreachable(other, me));
    }

    @Override
    public Forwarding call(
        long epoch, Call call, Deadline deadline, ByteString trace, Consumer<CallOutcome> then) {
      if (!isConnected(me, epoch)) {
        then.accept(neverSent());
        return () -> {};
      }
      Forwarded forwarded = new Forwarded(me, epoch, deadline, then);
      unanswered.add(forwarded);
      ByteString sent = ForwardedCall.of(call, deadline, time).toByteString();
      underWay.add(() -> forwarded.arrive(sent, trace));
      return forwarded::cancel;
    }
  }

  private static CallOutcome neverSent() {
    return new CallOutcome.NeverSent(
        new Failure(ErrorCode.MEMBER_UNREACHABLE, "There is no connection."));
  }

  private final class Forwarded implements CallAnswer {
    private final long from;
    private final long to;
    private final Deadline deadline;
    private final Consumer<CallOutcome> then;
    private boolean hasArrived;
    private boolean isCancelled;
    private boolean hasOutcome;

    Forwarded(long from, long to, Deadline deadline, Consumer<CallOutcome> then) {
      this.from = from;
      this.to = to;
      this.deadline = deadline;
      this.then = then;
    }

    boolean isBetween(long one, long other) {
      return Set.of(one, other).equals(Set.of(from, to));
    }

    void arrive(ByteString sent, ByteString trace) {
      MemberInbox inbox = members.get(to);
      if (hasOutcome || inbox == null) {
        return;
      }
      hasArrived = true;
      inbox.onCall(from, read(sent), trace, this);
    }

    void cancel() {
      isCancelled = true;
      if (!hasArrived) {
        end(neverSent());
      }
    }

    void endIfLate() {
      if (deadline.hasPassed(time)) {
        isCancelled = true;
        end(
            hasArrived
                ? new CallOutcome.Unknown(
                    new Failure(ErrorCode.DEADLINE, "The caller waits no longer."))
                : neverSent());
      }
    }

    void onBroken() {
      end(
          hasArrived
              ? new CallOutcome.Unknown(
                  new Failure(ErrorCode.UNKNOWN_OUTCOME, "The connection was lost."))
              : neverSent());
    }

    @Override
    public void reply(Reply reply) {
      ByteString answer = new ForwardedReply(reply).toByteString();
      underWay.add(() -> end(new CallOutcome.Answered(readReply(answer))));
    }

    @Override
    public void elsewhere(Frame.@Nullable Moved moved) {
      underWay.add(() -> end(new CallOutcome.Elsewhere(moved)));
    }

    @Override
    public void refuse(Failure failure) {
      underWay.add(() -> end(new CallOutcome.Refused(failure)));
    }

    @Override
    public boolean answered() {
      return hasOutcome || isCancelled;
    }

    private void end(CallOutcome outcome) {
      unanswered.remove(this);
      if (!hasOutcome) {
        hasOutcome = true;
        then.accept(outcome);
      }
    }
  }

  private static ForwardedCall read(ByteString sent) {
    try {
      return ForwardedCall.read(sent);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  private static Reply readReply(ByteString sent) {
    try {
      return ForwardedReply.read(sent).reply();
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }
}
