package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Request;
import io.actorproxy.routing.RoutingHarness;
import io.actorproxy.statestore.cluster.Member.Profile;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Members of a cluster in one process and one thread: the product's own classes, over a store whose
 * rows the test writes and links that it delivers.
 */
final class Members {
  final ManualClusterLoop loop = new ManualClusterLoop();
  final ScriptedStore store = new ScriptedStore();
  final FakeLinks links = new FakeLinks(loop);
  private final List<Process> started = new ArrayList<>();

  /** Deadlines of calls are moments of one clock, which actors have as well. */
  Members() {
    loop.advance(TimeUnit.NANOSECONDS.toMillis(new ManualTime().nanoTime()));
  }

  /** A member that owns what the store says, and leaves each slot where it is. */
  static Cluster cluster(
      ClusterLoop loop,
      StoreClient store,
      MemberLink link,
      LocalActors actors,
      List<String> types,
      Cluster.Listener listener) {
    AtomicReference<Cluster> made = new AtomicReference<>();
    Cluster cluster =
        new Cluster(
            ClusterTimings.DEFAULTS,
            ClusterLimits.DEFAULTS,
            loop,
            new SplittableRandom(1),
            store,
            link,
            actors,
            (_, _) -> slot -> requireNonNull(made.get().slot(slot)).owner(),
            new Profile("app", "me", "10.0.0.2", 1, 1),
            types.stream().map(type -> new TypeName("sys", type)).toList(),
            listener);
    made.set(cluster);
    return cluster;
  }

  /** Lets time pass in steps, in each of which everything that was sent arrives. */
  void advance(long millis, int step) {
    for (long passed = 0; passed < millis; passed += step) {
      loop.advance(step);
      links.deliver();
      started.forEach(process -> process.advance(step));
      links.deliver();
    }
  }

  /** What a member needs to send calls to others and to run those of others. */
  record Routing(Invoker invoker, int maxForwarded) {}

  /** One member, which begins when it has actors. */
  final class Process implements MemberLink, MemberInbox, Cluster.Listener {
    final ClusterActors ownership;
    final Cluster cluster;
    final MemberClaims claims = new MemberClaims();

    /** From which members calls have come. */
    final List<Long> callers = new ArrayList<>();

    /** In which attempts these were. */
    final List<Integer> attempts = new ArrayList<>();

    /** How its calls get to other members; a test may put something in between. */
    MemberCalls calls =
        (epoch, call, deadline, trace, then) ->
            requireNonNull(at()).call(epoch, call, deadline, trace, then);

    private final ClusterActors.Slots slots;
    private final MemberDoor door;
    private @Nullable Routing routing;
    private @Nullable MemberForwarder forwarder;
    private @Nullable ActorHarness actors;
    private Runnable afterStep = () -> {};
    private FakeLinks.@Nullable At at;

    Process(ClusterActors.Slots slots, String... types) {
      this.slots = slots;
      this.door = new MemberDoor(slots, loop);
      this.ownership = new ClusterActors(slots, this::forward, () -> true);
      this.cluster = Members.cluster(loop, store, this, ownership, List.of(types), this);
    }

    /** Only the test calls its actors. */
    void start(ActorHarness own) {
      start(own, null);
    }

    /** Calls at it reach actors of all members. */
    void start(RoutingHarness own, int maxForwarded) {
      afterStep = own::drain;
      start(own.actors(), new Routing(own.router(), maxForwarded));
    }

    void start(ActorHarness own, @Nullable Routing withOthers) {
      actors = own;
      routing = withOthers;
      Invoker invoker =
          withOthers == null
              ? (_, _, _) -> {
                throw new AssertionError("it takes no calls of others");
              }
              : withOthers.invoker();
      ownership.bind(cluster, own.supervisor());
      claims.bind(cluster, own.state().store().lookups());
      door.bind(cluster, invoker);
      if (withOthers != null) {
        forwarder =
            new MemberForwarder(
                slots,
                (epoch, call, deadline, trace, then) ->
                    calls.call(epoch, call, deadline, trace, then),
                List.of(new MemberForwarder.CallLoop(own.loop(), own.loop().wheel())),
                loop,
                10_000,
                withOthers.maxForwarded());
        forwarder.bind(cluster, invoker);
      }
      started.add(this);
      cluster.onHost(true);
      cluster.start("mark");
    }

    private void forward(ActorId actor, Request request, boolean wasAdmitted) {
      MemberForwarder to = forwarder;
      if (to != null) {
        to.forward(actor, request, wasAdmitted);
      } else {
        assertThat(((Invocation) request).replyTo().giveBack()).as("is given back").isTrue();
      }
    }

    private FakeLinks.@Nullable At at() {
      return at;
    }

    ActorHarness actors() {
      return requireNonNull(actors, "not started yet");
    }

    long epoch() {
      return requireNonNull(cluster.identity()).epoch();
    }

    private void advance(int millis) {
      actors().advance(millis);
      afterStep.run();
    }

    // --- the cluster

    @Override
    public void onLeft() {}

    @Override
    public void onRefused() {}

    @Override
    public void onMessagesDue(long millis) {
      claims.onMessagesDue(millis);
    }

    // --- the link

    @Override
    public void onJoined(long epoch) {
      at = links.join(epoch, this);
    }

    @Override
    public void send(long epoch, Frame frame) {
      requireNonNull(at).send(epoch, frame);
    }

    @Override
    public void onFrame(long from, Frame frame) {
      door.onFrame(from, frame);
    }

    @Override
    public void onUnreachable(long epoch) {
      door.onUnreachable(epoch);
    }

    @Override
    public void onCall(long from, ForwardedCall call, ByteString trace, CallAnswer answer) {
      callers.add(from);
      attempts.add(call.call().attempt());
      door.onCall(from, call, trace, answer);
    }
  }
}
