package io.actorproxy.cluster.link;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.Frame;
import io.actorproxy.cluster.MemberCalls.Forwarding;
import io.actorproxy.cluster.MemberInbox;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Reply;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A member of a test: its link, and what came over it. Answers each call with the call's payload.
 */
final class TestMember implements MemberInbox, AutoCloseable {
  /** What it does with a call. */
  interface Action {
    void run(Taken taken);
  }

  record Taken(long from, ForwardedCall call, ByteString trace, CallAnswer answer) {}

  static final Action ECHO =
      taken -> taken.answer().reply(new Reply.Completed(taken.call().call().payload()));

  /** Answers nothing. */
  static final Action SILENCE = _ -> {};

  final long epoch;
  final GrpcLinks links;
  final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
  final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
  final Queue<Long> unreachable = new ConcurrentLinkedQueue<>();
  volatile Action action = ECHO;

  /** Whether calls are kept in {@link #taken}. */
  boolean keepsCalls = true;

  /** Where the others find it; a relay may be in between. */
  String address;

  TestMember(long epoch, LinkFixture fixture, LinkConfig config) {
    this.epoch = epoch;
    this.links = fixture.links(config, this);
    this.address = links.address();
    links.onJoined(epoch);
  }

  @Override
  public void onFrame(long from, Frame frame) {
    frames.add(frame);
  }

  @Override
  public void onCall(long from, ForwardedCall call, ByteString trace, CallAnswer answer) {
    Taken one = new Taken(from, call, trace, answer);
    if (keepsCalls) {
      taken.add(one);
    }
    action.run(one);
  }

  @Override
  public void onUnreachable(long member) {
    unreachable.add(member);
  }

  CompletableFuture<CallOutcome> call(TestMember to, Call call) {
    return call(to, call, Deadline.NONE);
  }

  CompletableFuture<CallOutcome> call(TestMember to, Call call, Deadline deadline) {
    CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();
    Forwarding forwarding =
        links.call(to.epoch, call, deadline, ByteString.EMPTY, outcome::complete);
    outcome.whenComplete(
        (_, _) -> {
          if (outcome.isCancelled()) {
            forwarding.cancel();
          }
        });
    return outcome;
  }

  /** Answers what waits, so that nothing waits for it. */
  @Override
  public void close() {
    taken.forEach(ECHO::run);
    links.close();
  }
}
