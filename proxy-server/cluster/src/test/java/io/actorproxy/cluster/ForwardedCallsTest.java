package io.actorproxy.cluster;

import static io.actorproxy.cluster.ScriptedStore.SLOT;
import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.CallBuilder;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Invocation;
import io.actorproxy.invocation.Invoker;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.cluster.Slot;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.Pipe;
import io.spawn.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Two members with real actors: a call at one of them reaches its actor wherever it is. */
final class ForwardedCallsTest {
  private final Members members = new Members();
  private final ScriptedStore store = members.store;
  private final FakeLinks links = members.links;
  private final Process one = new Process();
  private final Process two = new Process();

  private final class Process {
    final Members.Process member = members.new Process(_ -> SLOT, "counter");
    final Cluster cluster = member.cluster;
    final List<Long> callers = member.callers;
    final ActorHarness actors =
        ActorHarness.ownedBy(member.ownership, type("counter").actions("add", "next").build());

    /** Why its link takes no call; null if it does. */
    @Nullable Failure neverSends;

    /** Why the process takes in no new call; null if it does. */
    @Nullable Failure refuses;

    /** How many calls its link was given. */
    int attempts;

    Process() {
      Invoker invoker =
          (call, deadline, replyTo) -> {
            if (refuses != null) {
              replyTo.reply(new Reply.Failed(refuses));
              return;
            }
            actors
                .supervisor()
                .dispatch(
                    COUNTER, new Invocation(call, deadline, replyTo), actors.registeredType());
          };
      actors.sendEffectsTo(invoker);
      MemberCalls link = member.calls;
      member.calls =
          (epoch, call, deadline, trace, then) -> {
            attempts++;
            if (neverSends == null) {
              return link.call(epoch, call, deadline, trace, then);
            }
            then.accept(new CallOutcome.NeverSent(neverSends));
            return () -> {};
          };
      member.start(actors, new Members.Routing(invoker, 2));
    }

    long epoch() {
      return member.epoch();
    }
  }

  @Test
  void aCallRunsAtTheMemberThatOwnsTheActorAndItsReplyComesBack() {
    move(one, null);
    RecordedReply reply = two.actors.call("add");
    advance(20);
    assertThat(two.actors.host().held()).isEmpty();
    answer(one, "1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void anAsynchronousCallIsAcceptedByTheMemberThatOwnsTheActor() {
    move(one, null);
    RecordedReply reply = two.actors.invocation("add").async().send();
    advance(20);
    assertThat(reply.answered()).isTrue();
    assertThat(reply.code()).isNull();
    assertThat(one.actors.host().held()).hasSize(1);
  }

  @Test
  void callsThatWaitFollowTheirActorToAnotherMember() {
    move(one, null);
    RecordedReply running = one.actors.call("add");
    RecordedReply waitingHere = one.actors.call("add");
    RecordedReply waitingThere = two.actors.call("add");
    advance(20);
    move(two, one);
    assertThat(two.actors.host().held()).isEmpty();

    answer(one, "1");
    assertThat(running.text()).isEqualTo("1");
    answer(two, "2");
    answer(two, "3");
    assertThat(waitingHere.text()).isIn("2", "3");
    assertThat(waitingThere.text()).isIn("2", "3").isNotEqualTo(waitingHere.text());
    assertThat(one.actors.host().held()).isEmpty();
    assertThat(two.callers).as("the call of its own client comes to it by no detour").hasSize(1);
  }

  @Test
  void theLastMemberLeavesOnceWhatWaitsHasRun() {
    move(one, null);
    RecordedReply running = one.actors.call("add");
    RecordedReply waiting = one.actors.call("add");
    store.leaving();
    two.cluster.leave();
    one.cluster.leave();
    advance(1_000);
    assertThat(one.cluster.hasGivenAway()).isTrue();
    assertThat(store.isMember(one.epoch())).isTrue();

    answer(one, "1");
    answer(one, "2");
    assertThat(running.text()).isEqualTo("1");
    assertThat(waiting.text()).isEqualTo("2");
    long epoch = one.epoch();
    advance(1_000);
    assertThat(store.isMember(epoch)).isFalse();
    assertThat(one.cluster.identity()).isNull();
  }

  @Test
  void aMemberThatLeavesFindsActorsElsewhereUntilItTakesNoCallsAnyMore() {
    move(one, null);
    one.cluster.giveAway();
    store.leaving(one.epoch());
    move(two, one);
    advance(1_000);
    assertThat(one.cluster.hasGivenAway()).isTrue();

    RecordedReply reply = one.actors.call("add");
    advance(20);
    answer(two, "1");
    assertThat(reply.text()).isEqualTo("1");

    one.cluster.leave();
    advance(1_000);
    assertThat(one.cluster.identity()).isNull();
  }

  @Test
  void aCallThatIsTooLargeForTheLinkFailsAtOnce() {
    move(one, null);
    two.neverSends = new Failure(ErrorCode.BODY_TOO_LARGE, "It is too large.");
    RecordedReply reply = two.actors.call("add");
    advance(20);
    assertThat(reply.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    assertThat(two.attempts).isEqualTo(1);
  }

  @Test
  void aNewCallForWhichTheLinkHasNoRoomFailsAtOnce() {
    move(one, null);
    two.neverSends = new Failure(ErrorCode.OVERLOADED, "Too much waits.");
    RecordedReply reply = two.actors.call("add");
    advance(20);
    assertThat(reply.code()).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(two.attempts).isEqualTo(1);
  }

  @Test
  void aCallThatHasWaitedHereWaitsForRoomInTheLinkToo() {
    move(one, null);
    one.actors.call("add");
    RecordedReply waiting = one.actors.call("add");
    one.neverSends = new Failure(ErrorCode.OVERLOADED, "Too much waits.");
    move(two, one);
    assertThat(waiting.answered()).isFalse();

    one.neverSends = null;
    answer(one, "1");
    advance(1_000);
    answer(two, "2");
    assertThat(waiting.text()).isEqualTo("2");
  }

  @Test
  void aCallThatAMemberRefusesSinceItIsStoppingRunsAtTheNextOwner() {
    move(one, null);
    one.refuses = new Failure(ErrorCode.DRAINING, "The proxy is stopping.");
    RecordedReply reply = two.actors.call("add");
    advance(100);
    assertThat(one.callers).isNotEmpty();
    assertThat(reply.answered()).isFalse();

    move(two, null);
    answer(two, "1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void aMemberForwardsNoCallThatAnotherMemberHasSent() {
    move(one, null);
    RecordedReply reply = two.actors.call("add");
    store.move(two.epoch(), Slot.NO_MEMBER);
    one.cluster.onSuspicion();
    advance(100);

    assertThat(one.callers).isNotEmpty();
    assertThat(two.callers).isEmpty();
    advance(600);
    answer(two, "1");
    assertThat(reply.text()).isEqualTo("1");
    assertThat(two.callers).isEmpty();
  }

  @Test
  void whileNoMemberOwnsTheActorACallWaitsAndFailsAtItsDeadline() {
    move(null, null);
    RecordedReply reply = two.actors.invocation("add").timeoutMillis(1_000).send();
    advance(900);
    assertThat(reply.answered()).isFalse();
    advance(300);
    assertThat(reply.code()).isEqualTo(ErrorCode.MEMBER_UNREACHABLE);
  }

  @Test
  void anAsynchronousCallWaitsNoLongerThanItsDeadlineForAMemberThatAcceptsIt() {
    move(null, null);
    RecordedReply reply = two.actors.invocation("add").async().timeoutMillis(1_000).send();
    advance(900);
    assertThat(reply.answered()).isFalse();
    advance(300);
    assertThat(reply.code()).isEqualTo(ErrorCode.MEMBER_UNREACHABLE);
  }

  @Test
  void anAsynchronousCallThatAnotherMemberHasAcceptedHasNoDeadline() {
    move(one, null);
    one.actors.call("add");
    RecordedReply reply = two.actors.invocation("next").async().timeoutMillis(1_000).send();
    advance(5_000);
    assertThat(reply.reply()).isEqualTo(Reply.ACCEPTED);

    answer(one, "1");
    assertThat(one.actors.host().only().request().action()).isEqualTo("next");
    assertThat(one.actors.host().only().sendWithinMillis()).isGreaterThan(1_000);
  }

  @Test
  void aMessageThatAnotherMemberDeliversLeavesTheStoreWithTheSaveThatTakesItIn() throws Exception {
    MessageId message = new MessageId(1, 2);
    one.actors
        .state()
        .store()
        .messages()
        .add(
            List.of(
                Message.untried(message, MessageKind.EFFECT, COUNTER.key(), 0, 0, 0, new byte[0])));
    move(one, null);
    RecordedReply first = deliver(message);
    answer(one, "1");
    assertThat(first.reply()).isEqualTo(Reply.ACCEPTED);

    RecordedReply again = deliver(message);
    answer(one, "2");
    assertThat(again.code()).isEqualTo(ErrorCode.FENCED);
  }

  private RecordedReply deliver(MessageId message) {
    RecordedReply reply = new RecordedReply();
    Call call = CallBuilder.call(COUNTER, "add").build().delivering(message, Metadata.MESSAGE_ID);
    two.actors
        .supervisor()
        .dispatch(COUNTER, new Invocation(call, Deadline.NONE, reply), two.actors.registeredType());
    advance(20);
    return reply;
  }

  @Test
  void aCallThatMayHaveRunSaysSoWhenTheConnectionIsLost() {
    move(one, null);
    RecordedReply reply = two.actors.call("add");
    RecordedReply repeatable = two.actors.invocation("add").metadata("idempotency-key", "k").send();
    advance(20);
    links.cut(one.epoch(), two.epoch());
    advance(50);
    assertThat(reply.code()).isEqualTo(ErrorCode.UNKNOWN_OUTCOME);
    assertThat(repeatable.answered()).isFalse();

    links.heal(one.epoch(), two.epoch());
    answer(one, "1");
    answer(one, "2");
    assertThat(repeatable.text()).isEqualTo("2");
    assertThat(one.actors.host().held()).isEmpty();
  }

  @Test
  void anAnsweredCallLeavesNoTimerBehind() {
    move(one, null);
    int before = two.actors.loop().wheel().size();
    RecordedReply reply = two.actors.call("add");
    advance(20);
    answer(one, "1");
    assertThat(reply.text()).isEqualTo("1");
    assertThat(two.actors.loop().wheel().size()).isEqualTo(before);
  }

  @Test
  void aCallWithoutAnAnswerEndsAtItsDeadline() {
    move(one, null);
    RecordedReply reply = two.actors.invocation("add").timeoutMillis(1_000).send();
    advance(900);
    assertThat(reply.answered()).isFalse();
    advance(200);
    assertThat(reply.code()).isEqualTo(ErrorCode.DEADLINE);
  }

  @Test
  void callsThatHaveWaitedAreNotRefusedByAFullMailboxOfTheNextOwner() {
    move(one, null);
    one.actors.call("add");
    RecordedReply waiting = one.actors.call("add");
    RecordedReply accepted = one.actors.invocation("next").async().send();
    RecordedReply remote = two.actors.call("add");
    advance(20);
    fillMailbox(two, 100);
    advance(1_000);
    answer(one, "1");
    advance(1_000);
    assertThat(accepted.reply()).isEqualTo(Reply.ACCEPTED);
    assertThat(waiting.answered()).isFalse();
    assertThat(remote.answered()).isFalse();

    for (int i = 0; i < 103; i++) {
      answer(two, "2");
    }
    assertThat(waiting.text()).isEqualTo("2");
    assertThat(remote.text()).isEqualTo("2");
    assertThat(two.actors.host().log()).hasSize(103).containsOnlyOnce("next");
  }

  @Test
  void callsThatHaveWaitedAreNotRefusedBecauseManyCallsWaitForMembers() {
    move(one, null);
    one.actors.call("add");
    List<RecordedReply> waiting = List.of(one.actors.call("add"), one.actors.call("add"));
    RecordedReply last = one.actors.call("add");
    move(null, one);
    assertThat(last.answered()).isFalse();
    assertThat(one.actors.call("add").code()).isEqualTo(ErrorCode.OVERLOADED);

    one.actors.answerAndCommit("1");
    move(one, null);
    answer(one, "2");
    answer(one, "3");
    answer(one, "4");
    assertThat(waiting).allMatch(reply -> reply.text() != null);
    assertThat(last.text()).isNotNull();
  }

  @Test
  void aNewCallIsRefusedByAFullMailboxAtOnce() {
    move(one, null);
    RecordedReply before = one.actors.call("add");
    for (int i = 1; i < 100; i++) {
      one.actors.call("add");
    }
    RecordedReply reply = two.actors.call("add");
    advance(20);
    assertThat(before.answered()).isFalse();
    assertThat(reply.code()).isEqualTo(ErrorCode.MAILBOX_FULL);
  }

  @Test
  void theLogSaysWhatBecameOfAnAcceptedCallThatNoMemberHasRun() {
    move(one, null);
    one.actors.call("add");
    RecordedReply reply = one.actors.invocation("next").async().send();
    assertThat(reply.reply()).isEqualTo(Reply.ACCEPTED);
    try (RecordedLog log = new RecordedLog("io.actorproxy.entity", Level.WARN)) {
      move(null, one);
      advance(11_000);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("'next' of sys/counter", "MEMBER_UNREACHABLE");
    }
  }

  /** Else it could be tried for ever while its actor moves, without a pause that grows. */
  @Test
  void aCallThatIsToRunAgainTakesItsNumberOfAttemptsToTheNextOwner() {
    move(one, null);
    RecordedReply reply = one.actors.invocation("add").metadata("fail_backoff", "true").send();
    for (int i = 0; i < 3; i++) {
      one.actors.host().only().fails(ErrorCode.HOST_STATUS);
      one.actors.drain();
      if (i < 2) {
        advance(100);
      }
    }
    store.move(two.epoch(), one.epoch());
    one.cluster.onSuspicion();
    two.cluster.onSuspicion();
    advance(700);
    assertThat(two.member.attempts).containsExactly(4);
    answer(two, "1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void aCallWhoseActionHasRunIsNotRepeatedBecauseAnotherActorIsFull() {
    move(one, null);
    one.actors.call("add");
    RecordedReply waiting = one.actors.call("add");
    move(two, one);
    answer(one, "1");
    two.actors.sendEffectsTo(
        (_, _, replyTo) -> replyTo.reply(Reply.failed(ErrorCode.MAILBOX_FULL, "It is full.")));
    pipe(two);
    advance(1_000);
    assertThat(waiting.code()).isEqualTo(ErrorCode.MAILBOX_FULL);
    assertThat(two.actors.host().held()).isEmpty();
  }

  @Test
  void aPipeFollowsItsActorAndTheActionBeforeDoesNotRunAgain() {
    move(one, null);
    RecordedReply reply = two.actors.call("add");
    advance(20);
    move(two, one);
    pipe(one);
    advance(100);
    assertThat(one.actors.host().log()).containsExactly("add");
    assertThat(two.actors.host().log()).containsExactly("next");
    answer(two, "2");
    assertThat(reply.text()).isEqualTo("2");
  }

  @Test
  void aRefusalAfterAnUnknownOutcomeDoesNotSayThatTheCallHasNotRun() {
    move(one, null);
    RecordedReply there = two.actors.invocation("add").metadata("idempotency-key", "k").send();
    RecordedReply here = two.actors.invocation("add").metadata("idempotency-key", "l").send();
    advance(20);
    links.cut(one.epoch(), two.epoch());
    for (int i = 2; i < 100; i++) {
      one.actors.call("add");
    }
    advance(20);
    links.heal(one.epoch(), two.epoch());
    advance(200);
    assertThat(there.code()).isEqualTo(ErrorCode.UNKNOWN_OUTCOME);
    assertThat(there.message()).contains("The connection was lost.", "MAILBOX_FULL");
    assertThat(here.code()).isEqualTo(ErrorCode.UNKNOWN_OUTCOME);
  }

  @Test
  void aRefusalHereAfterAnUnknownOutcomeThereDoesNotSayThatTheCallHasNotRun() {
    move(one, null);
    RecordedReply reply = two.actors.invocation("add").metadata("idempotency-key", "k").send();
    advance(20);
    links.cut(one.epoch(), two.epoch());
    fillMailbox(two, 100);
    advance(200);
    assertThat(reply.code()).isEqualTo(ErrorCode.UNKNOWN_OUTCOME);
    assertThat(reply.message()).contains("The connection was lost.", "MAILBOX_FULL");
  }

  @Test
  void metadataOfTracesReachesTheHostOfTheMemberThatRunsTheActor() {
    String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    move(one, null);
    two.actors
        .invocation("add")
        .metadata("traceparent", parent)
        .metadata("tracestate", "vendor=1")
        .send();
    advance(20);
    assertThat(one.actors.host().only().request().metadata())
        .containsEntry("traceparent", parent)
        .containsEntry("tracestate", "vendor=1");
  }

  @Test
  void moreCallsThanMayWaitForOtherMembersAreRefused() {
    move(null, null);
    RecordedReply first = two.actors.call("add");
    RecordedReply second = two.actors.call("add");
    assertThat(two.actors.call("add").code()).isEqualTo(ErrorCode.OVERLOADED);
    move(one, null);
    answer(one, "1");
    answer(one, "2");
    assertThat(first.text()).isNotNull();
    assertThat(second.text()).isNotNull();
    RecordedReply third = two.actors.call("add");
    advance(20);
    answer(one, "3");
    assertThat(third.text()).isEqualTo("3");
  }

  @Test
  void theStateOfAnActorOfAnotherMemberIsNotShownHere() {
    move(one, null);
    var state = two.actors.inspect();
    advance(20);
    assertThat(state)
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("ALREADY_ACTIVE_ELSEWHERE")
        .withMessageContaining("m-" + one.epoch())
        .withMessageContaining("10.0.0.1");
  }

  // --- steps

  /** A process learns first that the slot is its own, and its clients call. */
  private void fillMailbox(Process next, int calls) {
    store.move(next.epoch(), one.epoch());
    next.cluster.onSuspicion();
    members.loop.advance(1);
    for (int i = 0; i < calls; i++) {
      assertThat(next.actors.call("add").answered()).isFalse();
    }
  }

  /** The host lets another actor give the reply to the call that it runs. */
  private void pipe(Process process) {
    process
        .actors
        .host()
        .only()
        .answers(
            ActorInvocationResponse.newBuilder()
                .setUpdatedContext(Context.newBuilder())
                .setWorkflow(
                    Workflow.newBuilder()
                        .setPipe(Pipe.newBuilder().setActor("counter").setActionName("next"))));
    process.actors.commit();
    advance(60);
  }

  private void move(@Nullable Process to, @Nullable Process from) {
    store.move(
        to == null ? Slot.NO_MEMBER : to.epoch(), from == null ? Slot.NO_MEMBER : from.epoch());
    advance(700);
  }

  private void answer(Process process, String state) {
    process.actors.answerAndCommit(state);
    advance(60);
  }

  private void advance(long millis) {
    members.advance(millis, 10);
  }
}
