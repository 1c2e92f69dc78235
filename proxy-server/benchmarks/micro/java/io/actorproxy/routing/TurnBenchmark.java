package io.actorproxy.routing;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.HostReply;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.micro.Sample;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A call from the router to its reply, and the part of it from the partition on: mailbox, turn,
 * host, reply. The host answers at once; what remains of a turn without the proxy is to read that
 * answer, which is the floor. Actors are called in an order of no pattern.
 */
@State(Scope.Thread)
public class TurnBenchmark {
  @Param({"1", "100000"})
  public int actors;

  private final List<Call> calls = new ArrayList<>();
  private final List<ActorId> ids = new ArrayList<>();
  private final Payload payload = new Payload.Value(Sample.any("bench.Input", 128).toByteString());
  private final ByteString reply = Sample.hostReply().toByteString();
  private @Nullable Member member;
  private int next;

  /** Remembers the last reply, which must be a good one. */
  private static final class Caller implements ReplyTo {
    private @Nullable Reply reply;

    @Override
    public void reply(Reply reply) {
      this.reply = reply;
    }

    @Override
    public boolean answered() {
      return reply != null;
    }

    Reply reply() {
      if (reply instanceof Reply.Completed completed) {
        return completed;
      }
      throw new IllegalStateException("Expected a result, but got " + reply);
    }
  }

  @Setup
  public void activate() {
    member = new Member(actors);
    for (int number = 0; number < actors; number++) {
      ids.add(Member.id(number));
    }
    Collections.shuffle(ids, new Random(1));
    for (ActorId id : ids) {
      calls.add(
          new Call(
              id.system(),
              id.parent(),
              id.name(),
              "",
              Sample.ACTION,
              payload,
              false,
              Principal.ANONYMOUS,
              null,
              List.of(),
              Map.of(),
              0,
              0,
              Origin.CLIENT,
              null));
    }
    for (int number = 0; number < actors; number++) {
      routed();
    }
  }

  @Benchmark
  public Reply routed() {
    Caller caller = new Caller();
    member().router.invokeFromOutside(calls.get(nextActor()), caller);
    return caller.reply();
  }

  @Benchmark
  public Reply fromMailbox() {
    Caller caller = new Caller();
    int actor = nextActor();
    Deadline deadline = Deadline.in(60_000, TimeSource.SYSTEM);
    Invocation invocation = new Invocation(calls.get(actor), deadline, caller);
    member().supervisor.dispatch(ids.get(actor), invocation, member().type);
    return caller.reply();
  }

  @Benchmark
  public HostReply floor() {
    return HostReply.read(reply);
  }

  private Member member() {
    if (member == null) {
      throw new IllegalStateException("not set up");
    }
    return member;
  }

  private int nextActor() {
    next = next + 1 < actors ? next + 1 : 0;
    return next;
  }
}
