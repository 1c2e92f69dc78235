package io.actorproxy.cluster;

import static io.actorproxy.definition.TypeBuilder.type;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.entity.FakeHost.HeldCall;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.routing.RoutingHarness;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.time.ManualTime;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.Forward;
import io.spawn.Pipe;
import io.spawn.Workflow;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three members with real actors: those of the type a are at the first, b and c at the others. */
final class ChainsOfMembersTest {
  private final ManualClusterLoop loop = inTimeWithActors();
  private final ScriptedStore store = new ScriptedStore();
  private final FakeLinks links = new FakeLinks(loop);
  private final Process one = new Process("one");
  private final Process two = new Process("two");
  private final Process three = new Process("three");

  /** Deadlines of calls are moments of one clock. */
  private static ManualClusterLoop inTimeWithActors() {
    ManualClusterLoop loop = new ManualClusterLoop();
    loop.advance(TimeUnit.NANOSECONDS.toMillis(new ManualTime().nanoTime()));
    return loop;
  }

  @BeforeEach
  void placeActors() {
    store.add(slotOf("a"), one.epoch());
    store.add(slotOf("b"), two.epoch());
    store.add(slotOf("c"), three.epoch());
    advance(700);
  }

  private static SlotId slotOf(String name) {
    return new SlotId("group", name.charAt(0));
  }

  private final class Process implements MemberLink, MemberInbox {
    final RoutingHarness routing;
    final ActorHarness actors;
    private final Cluster cluster;
    private final MemberDoor door = new MemberDoor(actor -> slotOf(actor.name()), loop);
    private FakeLinks.@Nullable At at;
    private @Nullable MemberForwarder forwarder;

    Process(String name) {
      ClusterActors clusterActors =
          new ClusterActors(
              actor -> slotOf(actor.name()),
              (actor, request, wasAdmitted) ->
                  requireNonNull(forwarder).forward(actor, request, wasAdmitted),
              () -> true);
      cluster =
          new Cluster(
              ClusterTimings.DEFAULTS,
              ClusterLimits.DEFAULTS,
              loop,
              new SplittableRandom(1),
              store,
              this,
              clusterActors,
              (_, _) -> slot -> requireNonNull(cluster().slot(slot)).owner(),
              new Member.Profile("app", name, "10.0.0.2", 1, 1),
              Stream.of("a", "b", "c", "a2", "b2").map(to -> new TypeName("sys", to)).toList(),
              new Cluster.Listener() {
                @Override
                public void onLeft() {}

                @Override
                public void onRefused() {}
              });
      routing = new RoutingHarness(clusterActors);
      actors = routing.actors();
      forwarder =
          new MemberForwarder(
              actor -> slotOf(actor.name()),
              (epoch, call, deadline, trace, then) ->
                  requireNonNull(at).call(epoch, call, deadline, trace, then),
              List.of(new MemberForwarder.CallLoop(actors.loop(), actors.loop().wheel())),
              loop,
              10_000,
              100);
      clusterActors.bind(cluster, actors.supervisor());
      forwarder.bind(cluster, routing.router());
      door.bind(cluster, routing.router());
      for (String to : List.of("a", "b", "c", "a2", "b2")) {
        routing.register(type(to).actions("go").build());
      }
      cluster.onHost(true);
      cluster.start("mark");
    }

    private Cluster cluster() {
      return cluster;
    }

    long epoch() {
      return requireNonNull(cluster.identity()).epoch();
    }

    RecordedReply call(CallBuilder call) {
      RecordedReply reply = routing.call(call.metadata("request-timeout", "5000").build());
      advance(60);
      return reply;
    }

    List<String> ran() {
      return actors.host().log();
    }

    @Override
    public void onJoined(long epoch) {
      at = links.join(epoch, this);
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
      door.onCall(from, call, trace, answer);
    }

    @Override
    public void send(long epoch, Frame frame) {
      requireNonNull(at).send(epoch, frame);
    }
  }

  // --- pipes and forwards

  @Test
  void aPipeGoesBackToTheMemberThatTheCallCameFrom() {
    RecordedReply reply = one.call(go("b"));
    pipe(two, "a");
    answer(one, "1");
    assertThat(reply.text()).isEqualTo("1");
    assertThat(two.ran()).hasSize(1);
    assertThat(one.ran()).hasSize(1);
  }

  @Test
  void aForwardGoesOnToAThirdMember() {
    RecordedReply reply = one.call(go("b"));
    answers(two, Workflow.newBuilder().setForward(forward("c")));
    answer(three, "1");
    assertThat(reply.text()).isEqualTo("1");
    assertThat(two.ran()).hasSize(1);
    assertThat(three.ran()).hasSize(1);
  }

  @Test
  void aChainGoesToAndFroBetweenMembers() {
    RecordedReply reply = one.call(go("b"));
    pipe(two, "a");
    pipe(one, "b2");
    pipe(two, "a2");
    answer(one, "1");
    assertThat(reply.text()).isEqualTo("1");
    assertThat(two.ran()).hasSize(2);
    assertThat(one.ran()).hasSize(2);
  }

  @Test
  void theFirstActionRunsOnceThoughTheNextMemberIsNotReached() {
    RecordedReply reply = one.call(go("b"));
    links.cut(two.epoch(), three.epoch());
    pipe(two, "c");
    advance(6_000);
    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(two.ran()).hasSize(1);
    assertThat(three.ran()).isEmpty();
  }

  @Test
  void theFirstActionRunsOnceThoughItsCallMayBeRepeated() {
    RecordedReply reply = one.call(go("b").metadata(Metadata.FAIL_BACKOFF, "true"));
    links.cut(two.epoch(), three.epoch());
    pipe(two, "c");
    advance(1_000);
    links.heal(two.epoch(), three.epoch());
    advance(200);
    answer(three, "1");
    assertThat(reply.text()).isEqualTo("1");
    assertThat(two.ran()).hasSize(1);
  }

  @Test
  void aRefusalOfTheNextActorIsTheReply() {
    fillMailbox(three, "c");
    RecordedReply reply = one.call(go("b"));
    pipe(two, "c");
    advance(1_000);
    assertThat(reply.code()).isEqualTo(ErrorCode.MAILBOX_FULL);
    assertThat(two.ran()).hasSize(1);
  }

  /**
   * A message is delivered to a receiver elsewhere by a call, which is answered before the pipe.
   */
  @Test
  void aPipeOfATurnThatTookInAMessageGoesOn() {
    Call message =
        CallBuilder.call(actor("b"), "go").build().delivering(new MessageId(1, 2), "message-id");
    RecordedReply reply = one.routing.call(message);
    advance(60);
    pipe(two, "c");
    assertThat(reply.reply()).isEqualTo(Reply.ACCEPTED);
    assertThat(three.ran()).hasSize(1);
  }

  // --- circles of calls

  @Test
  void aCircleOfTwoMembersIsFoundAtOnce() {
    one.call(go("a"));
    one.call(go("b").from(actor("a")));
    RecordedReply closing = two.call(go("a").from(actor("b")));
    assertThat(closing.code()).isEqualTo(ErrorCode.CALL_CYCLE);
    assertThat(closing.message()).contains("sys/a waits for sys/b");
  }

  @Test
  void aCircleOfThreeMembersIsFoundAtOnce() {
    one.call(go("a"));
    one.call(go("b").from(actor("a")));
    two.call(go("c").from(actor("b")));
    RecordedReply closing = three.call(go("a").from(actor("c")));
    assertThat(closing.code()).isEqualTo(ErrorCode.CALL_CYCLE);
  }

  @Test
  void aCircleIsFoundAlsoThroughActorsOfOneMember() {
    one.call(go("a"));
    one.call(go("a2").from(actor("a")));
    one.call(go("b").from(actor("a2")));
    two.call(go("b2").from(actor("b")));
    RecordedReply closing = two.call(go("a").from(actor("b2")));
    assertThat(closing.code()).isEqualTo(ErrorCode.CALL_CYCLE);
  }

  @Test
  void aPipeToAnActorOfAnotherMemberThatWaitsIsACircle() {
    one.call(go("a"));
    RecordedReply reply = one.call(go("b").from(actor("a")));
    pipe(two, "a");
    assertThat(reply.code()).isEqualTo(ErrorCode.CALL_CYCLE);
  }

  @Test
  void anActorThatHasItsReplyIsNotPartOfACircle() {
    one.call(go("a"));
    one.call(go("b").from(actor("a")));
    answer(two, "1");
    two.call(go("b"));
    RecordedReply next = two.call(go("a").from(actor("b")));
    answer(one, "1");
    answer(one, "2");
    assertThat(next.text()).isEqualTo("2");
  }

  @Test
  void anActorThatWaitsNoLongerIsNotPartOfACircle() {
    one.call(go("a"));
    one.call(go("b").from(actor("a")));
    advance(5_100);
    RecordedReply next = two.call(go("a").from(actor("b")));
    answer(one, "1");
    answer(one, "2");
    assertThat(next.text()).isEqualTo("2");
  }

  // --- steps

  private static ActorId actor(String name) {
    return ActorId.named("sys", name);
  }

  private static CallBuilder go(String name) {
    return CallBuilder.call(actor(name), "go");
  }

  private void fillMailbox(Process process, String name) {
    for (int i = 0; i < 100; i++) {
      process.routing.call(go(name).build());
    }
    advance(20);
  }

  private void pipe(Process process, String to) {
    answers(
        process, Workflow.newBuilder().setPipe(Pipe.newBuilder().setActor(to).setActionName("go")));
  }

  private static Forward forward(String to) {
    return Forward.newBuilder().setActor(to).setActionName("go").build();
  }

  /** The host of a process answers the one call that it has. */
  private void answers(Process process, Workflow.Builder workflow) {
    process
        .actors
        .host()
        .only()
        .answers(
            ActorInvocationResponse.newBuilder()
                .setUpdatedContext(Context.newBuilder())
                .setWorkflow(workflow));
    process.actors.commit();
    advance(60);
  }

  private void answer(Process process, String state) {
    HeldCall last = process.actors.host().held().getLast();
    last.returns(state);
    process.actors.commit();
    advance(60);
  }

  private void advance(long millis) {
    for (long passed = 0; passed < millis; passed += 10) {
      loop.advance(10);
      links.deliver();
      for (Process each : List.of(one, two, three)) {
        each.actors.advance(10);
        each.routing.drain();
      }
      links.deliver();
    }
  }
}
