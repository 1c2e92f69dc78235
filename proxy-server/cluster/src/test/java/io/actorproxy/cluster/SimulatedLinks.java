package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Links between simulated members, which lose what is under way when they are cut. Frames may be
 * late, doubled and out of order. Calls and replies are encoded and decoded on the way.
 */
final class SimulatedLinks {
  private final VirtualTime time;
  private final SplittableRandom random;
  private final UnaryOperator<Call> sent;

  /** The member of each epoch, also of those that have ended. */
  private final Map<Long, At> members = new LinkedHashMap<>();

  private final Set<Set<Integer>> cut = new HashSet<>();
  private final List<Forwarded> unanswered = new ArrayList<>();
  private int forwarded;

  /**
   * @param sent makes the call that arrives of the one that was sent
   */
  SimulatedLinks(VirtualTime time, SplittableRandom random, UnaryOperator<Call> sent) {
    this.time = time;
    this.random = random;
    this.sent = sent;
  }

  At of(int number, SimulatedMachine machine, SimulatedMachine.Loop loop) {
    return new At(number, machine, loop);
  }

  int forwarded() {
    return forwarded;
  }

  /** What is under way between two members is lost, and what they send until {@link #heal}. */
  void cut(int one, int other) {
    cut.add(Set.of(one, other));
    breakCalls(one, other);
  }

  void heal(int one, int other) {
    cut.remove(Set.of(one, other));
  }

  void healAll() {
    cut.clear();
  }

  /** Whether a process has answered all that others have sent to it. */
  boolean hasAnswered(int number) {
    return unanswered.stream().noneMatch(call -> call.to.number == number);
  }

  /** A process is dead, or has not answered for so long that others have closed its connections. */
  void breakAll(int number) {
    List.copyOf(unanswered).stream()
        .filter(call -> call.from.number == number || call.to.number == number)
        .forEach(Forwarded::onBroken);
    new LinkedHashSet<>(members.values())
        .stream()
            .filter(other -> other.number != number)
            .forEach(
                other -> members.forEach((epoch, at) -> tellUnreachable(other, epoch, at, number)));
  }

  private void tellUnreachable(At other, long epoch, At at, int number) {
    if (at.number == number && at.epoch == epoch) {
      other.loop.execute(() -> other.inbox().onUnreachable(epoch));
    }
  }

  private void breakCalls(int one, int other) {
    List.copyOf(unanswered).stream()
        .filter(call -> Set.of(call.from.number, call.to.number).equals(Set.of(one, other)))
        .forEach(Forwarded::onBroken);
  }

  private int latency() {
    return random.nextInt(100) == 0 ? random.nextInt(1_200) : 1 + random.nextInt(2);
  }

  private boolean isConnected(At one, At other) {
    return !one.machine.hasEnded()
        && !other.machine.hasEnded()
        && !cut.contains(Set.of(one.number, other.number));
  }

  /** The links of one process. */
  final class At implements MemberLink, MemberCalls {
    private final int number;
    private final SimulatedMachine machine;
    private final SimulatedMachine.Loop loop;
    private @Nullable MemberInbox inbox;
    private long epoch;

    private At(int number, SimulatedMachine machine, SimulatedMachine.Loop loop) {
      this.number = number;
      this.machine = machine;
      this.loop = loop;
    }

    void bind(MemberInbox theInbox) {
      inbox = theInbox;
    }

    private MemberInbox inbox() {
      return requireNonNull(inbox, "not bound yet");
    }

    @Override
    public void onJoined(long newEpoch) {
      epoch = newEpoch;
      members.put(newEpoch, this);
    }

    /** What is under way is answered all the same. */
    @Override
    public void onEnded() {
      epoch = 0;
    }

    @Override
    public void send(long to, Frame frame) {
      sendOnce(epoch, to, frame);
      if (random.nextInt(10) == 0) {
        long from = epoch;
        time.in(random.nextInt(2_000), () -> sendOnce(from, to, frame));
      }
    }

    private void sendOnce(long from, long to, Frame frame) {
      At target = members.get(to);
      if (target == null || target.number == number || !isConnected(this, target)) {
        return;
      }
      time.in(
          latency(),
          () -> {
            if (isConnected(this, target)) {
              target.loop.execute(() -> target.take(from, to, frame, this));
            }
          });
    }

    private void take(long from, long to, Frame frame, At sender) {
      if (epoch == to) {
        inbox().onFrame(from, frame);
      } else if (isConnected(this, sender)) {
        sender.loop.execute(() -> sender.inbox().onUnreachable(to));
      }
    }

    @Override
    public Forwarding call(
        long to, Call call, Deadline deadline, ByteString trace, Consumer<CallOutcome> then) {
      At target = members.get(to);
      if (target == null || target.number == number || !isConnected(this, target)) {
        then.accept(neverSent());
        return () -> {};
      }
      forwarded++;
      Forwarded under = new Forwarded(this, target, then);
      unanswered.add(under);
      ByteString bytes = ForwardedCall.of(sent.apply(call), deadline, machine).toByteString();
      time.in(latency(), () -> under.arrive(to, bytes));
      if (deadline.exists()) {
        time.at(TimeUnit.NANOSECONDS.toMillis(deadline.nanos()), under::onDeadline);
      }
      return under::cancel;
    }
  }

  private static CallOutcome neverSent() {
    return new CallOutcome.NeverSent(
        new Failure(ErrorCode.MEMBER_UNREACHABLE, "There is no connection."));
  }

  /** A call under way, as both sides see it. */
  private final class Forwarded {
    private final At from;
    private final At to;
    private final long fromEpoch;
    private final Consumer<CallOutcome> then;

    /** It is out of the caller's process: the other side may take it in, now or later. */
    private boolean hasLeft;

    private boolean hasOutcome;

    /** The other side has answered, or knows that the caller waits no more. */
    private boolean isOver;

    Forwarded(At from, At to, Consumer<CallOutcome> then) {
      this.from = from;
      this.to = to;
      this.fromEpoch = from.epoch;
      this.then = then;
    }

    void arrive(long epoch, ByteString bytes) {
      if (hasOutcome || !isConnected(from, to)) {
        return;
      }
      hasLeft = true;
      to.loop.execute(
          () -> {
            if (to.epoch == epoch) {
              to.inbox().onCall(fromEpoch, read(bytes), ByteString.EMPTY, new Answer(this));
            } else {
              answer(neverSent());
            }
          });
    }

    /** The first counts. */
    void answer(CallOutcome outcome) {
      if (isOver) {
        return;
      }
      isOver = true;
      time.in(
          latency(),
          () -> {
            if (isConnected(from, to)) {
              end(outcome);
            }
          });
    }

    void cancel() {
      if (!hasLeft) {
        end(neverSent());
      } else {
        time.in(latency(), () -> isOver = true);
      }
    }

    void onDeadline() {
      lose(ErrorCode.DEADLINE, "The caller waits no longer.");
    }

    void onBroken() {
      lose(ErrorCode.UNKNOWN_OUTCOME, "The connection was lost.");
    }

    private void lose(ErrorCode code, String why) {
      time.in(latency(), () -> isOver = true);
      end(hasLeft ? new CallOutcome.Unknown(new Failure(code, why)) : neverSent());
    }

    private void end(CallOutcome outcome) {
      unanswered.remove(this);
      if (!hasOutcome) {
        hasOutcome = true;
        from.loop.execute(() -> then.accept(outcome));
      }
    }
  }

  private record Answer(Forwarded call) implements CallAnswer {
    @Override
    public void reply(Reply reply) {
      ByteString bytes = new ForwardedReply(reply).toByteString();
      call.answer(new CallOutcome.Answered(readReply(bytes)));
    }

    @Override
    public void elsewhere(Frame.@Nullable Moved moved) {
      call.answer(new CallOutcome.Elsewhere(moved));
    }

    @Override
    public void refuse(Failure failure) {
      call.answer(new CallOutcome.Refused(failure));
    }

    @Override
    public boolean answered() {
      return call.isOver;
    }
  }

  private static ForwardedCall read(ByteString bytes) {
    try {
      return ForwardedCall.read(bytes);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  private static Reply readReply(ByteString bytes) {
    try {
      return ForwardedReply.read(bytes).reply();
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }
}
