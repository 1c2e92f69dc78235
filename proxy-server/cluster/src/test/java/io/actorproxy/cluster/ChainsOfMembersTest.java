package io.actorproxy.cluster;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.entity.FakeHost;
import io.actorproxy.entity.FakeHost.HeldCall;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.routing.RoutingHarness;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.cluster.SlotId;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.Forward;
import io.spawn.Pipe;
import io.spawn.Workflow;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Three members with real actors: those of the type a are at the first, b and c at the others. */
final class ChainsOfMembersTest {
  private static final String[] TYPES = {"a", "b", "c", "a2", "b2"};

  private final Members members = new Members();
  private final FakeLinks links = members.links;
  private final Process one = new Process();
  private final Process two = new Process();
  private final Process three = new Process();

  @BeforeEach
  void placeActors() {
    members.store.add(slotOf("a"), one.member.epoch());
    members.store.add(slotOf("b"), two.member.epoch());
    members.store.add(slotOf("c"), three.member.epoch());
    advance(700);
  }

  private static SlotId slotOf(String name) {
    return new SlotId("group", name.charAt(0));
  }

  private final class Process {
    final Members.Process member = members.new Process(actor -> slotOf(actor.name()), TYPES);
    final RoutingHarness routing = new RoutingHarness(member.ownership);

    Process() {
      for (String to : TYPES) {
        routing.register(type(to).actions("go").build());
      }
      member.start(routing, 100);
    }

    RecordedReply call(CallBuilder call) {
      RecordedReply reply = routing.call(call.metadata("request-timeout", "5000").build());
      advance(60);
      return reply;
    }

    List<String> ran() {
      return host().log();
    }

    FakeHost host() {
      return routing.actors().host();
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
    links.cut(two.member.epoch(), three.member.epoch());
    pipe(two, "c");
    advance(6_000);
    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);
    assertThat(two.ran()).hasSize(1);
    assertThat(three.ran()).isEmpty();
  }

  @Test
  void theFirstActionRunsOnceThoughItsCallMayBeRepeated() {
    RecordedReply reply = one.call(go("b").metadata(Metadata.FAIL_BACKOFF, "true"));
    links.cut(two.member.epoch(), three.member.epoch());
    pipe(two, "c");
    advance(1_000);
    links.heal(two.member.epoch(), three.member.epoch());
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

  /** The member that has delivered it has its answer already. */
  @Test
  void aFailureOfAPipeOfATurnThatTookInAMessageIsToldOnceAMinute() {
    links.cut(two.member.epoch(), three.member.epoch());
    try (RecordedLog log = new RecordedLog(MemberDoor.class.getName(), Level.WARN)) {
      for (int i = 1; i <= 3; i++) {
        one.routing.call(
            CallBuilder.call(actor("b"), "go")
                .build()
                .delivering(new MessageId(1, i), "message-id"));
        advance(60);
        pipe(two, "c");
      }
      advance(61_000);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains(
              "of a message of member " + one.member.epoch() + " for b", "MEMBER_UNREACHABLE");
    }
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
        .host()
        .only()
        .answers(
            ActorInvocationResponse.newBuilder()
                .setUpdatedContext(Context.newBuilder())
                .setWorkflow(workflow));
    process.routing.actors().commit();
    advance(60);
  }

  private void answer(Process process, String state) {
    HeldCall last = process.host().held().getLast();
    last.returns(state);
    process.routing.actors().commit();
    advance(60);
  }

  private void advance(long millis) {
    members.advance(millis, 10);
  }
}
