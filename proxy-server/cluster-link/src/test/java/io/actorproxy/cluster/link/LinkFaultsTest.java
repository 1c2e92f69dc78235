package io.actorproxy.cluster.link;

import static io.actorproxy.cluster.link.LinkFixture.FAST;
import static io.actorproxy.cluster.link.LinkFixture.SECRET;
import static io.actorproxy.cluster.link.LinkFixture.SMALL;
import static io.actorproxy.cluster.link.LinkFixture.WATCHFUL;
import static io.actorproxy.cluster.link.LinkFixture.call;
import static io.actorproxy.cluster.link.LinkFixture.config;
import static io.actorproxy.cluster.link.LinkFixture.introduce;
import static io.actorproxy.cluster.link.LinkFixture.watchful;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.CallOutcome.Answered;
import io.actorproxy.cluster.CallOutcome.NeverSent;
import io.actorproxy.cluster.CallOutcome.Unknown;
import io.actorproxy.cluster.Frame;
import io.actorproxy.cluster.MemberCalls.Forwarding;
import io.actorproxy.cluster.link.LinkConfig.Limits;
import io.actorproxy.cluster.link.LinkConfig.Timings;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Reply;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.View;
import io.actorproxy.time.Backoff;
import io.actorproxy.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The outcomes of calls when links are cut, are full, or cannot be opened. */
final class LinkFaultsTest {
  private final LinkFixture fixture = new LinkFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aBrokenLinkTellsWhatWasSentFromWhatWasNot() throws IOException {
    TestMember one = fixture.member(1);
    TestMember two =
        fixture.member(2, config(new Limits(2, 1 << 20, 1 << 20, 1 << 20, 1_024, 64, 64)));
    two.action = TestMember.SILENCE;
    TcpRelay relay = fixture.relay(two);
    introduce(one, two);
    List<CompletableFuture<CallOutcome>> calls =
        IntStream.range(0, 5).mapToObj(i -> one.call(two, call("call " + i))).toList();
    await().until(() -> two.taken.size() == 2);

    relay.cut();

    assertThat(calls.stream().map(CompletableFuture::join).map(LinkFaultsTest::code))
        .containsExactly(
            ErrorCode.UNKNOWN_OUTCOME,
            ErrorCode.UNKNOWN_OUTCOME,
            ErrorCode.MEMBER_UNREACHABLE,
            ErrorCode.MEMBER_UNREACHABLE,
            ErrorCode.MEMBER_UNREACHABLE);
    assertThat(calls.subList(0, 2)).allMatch(call -> call.join() instanceof Unknown);
    assertThat(calls.subList(2, 5)).allMatch(call -> call.join() instanceof NeverSent);
    await().until(() -> one.unreachable.contains(2L) && two.unreachable.contains(1L));
    assertThat(two.taken).allMatch(taken -> taken.answer().answered());
    assertThat(one.links.peer(2).room().calls()).isZero();
    assertThat(one.links.peer(2).room().queuedBytes()).isZero();
  }

  @Test
  void aMemberThatIsSilentIsNoticed() {
    TestMember one = fixture.member(1, watchful());
    TestMember two = fixture.member(2);
    TcpRelay relay = fixture.relay(two);
    introduce(one, two);
    one.call(two, call("x")).join();

    relay.stall();
    CompletableFuture<CallOutcome> outcome = one.call(two, call("x"));

    assertThat(code(outcome.join())).isEqualTo(ErrorCode.UNKNOWN_OUTCOME);
    assertThat(outcome.join().toString()).contains("no sign of life for");
    await().untilAsserted(() -> assertThat(one.unreachable).containsExactly(2L));
  }

  @Test
  void aMemberThatTakesLongToAnswerIsNotTakenForDead() {
    TestMember one = fixture.member(1, watchful());
    TestMember two = fixture.member(2);
    introduce(one, two);
    two.action =
        taken ->
            fixture
                .partitions
                .getFirst()
                .eventLoop()
                .schedule(
                    () -> TestMember.ECHO.run(taken),
                    2 * WATCHFUL.silence(),
                    TimeUnit.MILLISECONDS);

    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
  }

  @Test
  void aMemberThatIsNotThereIsNotDialedAtEachCall() {
    Timings pausing =
        new Timings(5_000, 5_000, 500, 10_000, 60_000, 5_000, 60_000, new Backoff(60_000, 60_000));
    TestMember one = fixture.member(1, config(SECRET, Versions.CURRENT, SMALL, pausing, null));
    TestMember two = fixture.member(2);
    two.links.onEnded();
    TcpRelay relay = fixture.relay(two);
    introduce(one, two);

    CallOutcome first = one.call(two, call("x")).join();
    CallOutcome second = one.call(two, call("x")).join();

    assertThat(first).isInstanceOf(NeverSent.class);
    assertThat(first.toString()).contains("this process is no member now");
    assertThat(second).isEqualTo(first);
    assertThat(relay.connections()).isEqualTo(1);
  }

  @Test
  void aMemberThatWasNotThereIsFoundLater() throws IOException {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      two.address = "127.0.0.1:" + socket.getLocalPort();
    }
    introduce(one, two);
    assertThat(one.call(two, call("x")).join().toString()).contains("Connection refused");

    two.address = two.links.address();
    introduce(one, two);

    await().until(() -> one.call(two, call("x")).join() instanceof Answered);
  }

  @Test
  void aMemberWithoutAddressIsNotReached() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);

    assertThat(code(one.call(two, call("x")).join())).isEqualTo(ErrorCode.MEMBER_UNREACHABLE);
  }

  @Test
  void aProcessThatIsNoMemberReachesNone() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    one.links.onEnded();

    assertThat(code(one.call(two, call("x")).join())).isEqualTo(ErrorCode.MEMBER_UNREACHABLE);
  }

  @Test
  void whatIsForOneMembershipDoesNotReachTheNext() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    two.links.onJoined(3);

    CallOutcome outcome = one.call(two, call("x")).join();

    assertThat(outcome.toString()).contains("there is member 3");
    assertThat(two.taken).isEmpty();
  }

  @Test
  void aDeadlineEndsACallThatWasSentAndTheOtherMemberIsTold() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    one.call(two, call("x")).join();
    two.action = TestMember.SILENCE;
    two.taken.clear();

    CallOutcome outcome = one.call(two, call("x"), Deadline.in(500, TimeSource.SYSTEM)).join();

    assertThat(outcome).isInstanceOf(Unknown.class);
    assertThat(code(outcome)).isEqualTo(ErrorCode.DEADLINE);
    await().until(() -> two.taken.element().answer().answered());
    await().until(() -> one.links.peer(2).room().calls() == 0);
  }

  @Test
  void aDeadlineEndsACallThatWaitsForALink() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      TestMember one = fixture.member(1);
      TestMember two = fixture.member(2);
      two.address = "127.0.0.1:" + silent.getLocalPort();
      introduce(one, two);

      CallOutcome outcome = one.call(two, call("x"), Deadline.in(50, TimeSource.SYSTEM)).join();

      assertThat(outcome).isInstanceOf(NeverSent.class);
      assertThat(code(outcome)).isEqualTo(ErrorCode.DEADLINE);
    }
  }

  @Test
  void aCancelledCallIsTakenBackOrAnsweredAtTheOtherMember() {
    TestMember one = fixture.member(1);
    TestMember two =
        fixture.member(2, config(new Limits(1, 1 << 20, 1 << 20, 1 << 20, 1_024, 64, 64)));
    two.action = TestMember.SILENCE;
    introduce(one, two);
    List<CallOutcome> outcomes = new ArrayList<>();
    Forwarding sent = one.links.call(2, call("x"), Deadline.NONE, ByteString.EMPTY, outcomes::add);
    await().until(() -> two.taken.size() == 1);
    CompletableFuture<CallOutcome> waiting = new CompletableFuture<>();
    Forwarding queued =
        one.links.call(2, call("x"), Deadline.NONE, ByteString.EMPTY, waiting::complete);

    queued.cancel();
    assertThat(waiting.join()).isInstanceOf(NeverSent.class);
    sent.cancel();

    await().until(() -> two.taken.element().answer().answered());
    await().until(() -> one.links.peer(2).room().calls() == 0);
    assertThat(two.taken).hasSize(1);
  }

  /** The room of a call is taken until it is answered, also if no caller waits for it any more. */
  @Test
  void aMemberThatAnswersNothingIsSentNoMoreThanItTakes() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    two.action = TestMember.SILENCE;
    introduce(one, two);
    List<CompletableFuture<CallOutcome>> calls =
        IntStream.range(0, SMALL.calls()).mapToObj(i -> one.call(two, call("x"))).toList();

    CallOutcome more = one.call(two, call("x")).join();

    assertThat(more).isInstanceOf(NeverSent.class);
    assertThat(code(more)).isEqualTo(ErrorCode.OVERLOADED);
    await().until(() -> two.taken.size() == SMALL.calls());
    two.taken.forEach(TestMember.ECHO::run);
    calls.forEach(CompletableFuture::join);
    two.action = TestMember.ECHO;
    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
  }

  @Test
  void aMemberThatDoesNotReadHoldsUpNoMoreBytesThanAreAllowed() throws InterruptedException {
    Timings patient = new Timings(5_000, 5_000, 100, 60_000, 60_000, 5_000, 60_000, FAST.pauses());
    Limits limits = new Limits(10_000, 1L << 30, 256 << 10, 64 << 10, 1_024, 64, 64);
    TestMember one = fixture.member(1, config(SECRET, Versions.CURRENT, limits, patient, null));
    RawClient two = fixture.raw(one);
    two.join(2, one);
    two.stopReading();
    Frame frame = new Frame.Settled(new SlotVersion(new SlotId("g".repeat(1_000), 1), 1));

    for (int i = 0; i < 5_000; i++) {
      one.links.send(2, frame);
    }
    List<CompletableFuture<CallOutcome>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();
      calls.add(outcome);
      one.links.call(
          2, call("x".repeat(10_000)), Deadline.NONE, ByteString.EMPTY, outcome::complete);
    }

    long queued = one.links.peer(2).room().queuedBytes();
    assertThat(queued).isBetween(200L << 10, 256L << 10);
    assertThat(calls.stream().filter(CompletableFuture::isDone).map(call -> code(call.join())))
        .isNotEmpty()
        .containsOnly(ErrorCode.OVERLOADED);
    two.close();
    await().until(() -> one.unreachable.contains(2L));
    calls.forEach(CompletableFuture::join);
    assertThat(one.links.peer(2).room().queuedBytes()).isZero();
  }

  /** They are a favour; the certificate is needed. */
  @Test
  void statesForWhichThereIsNoRoomDoNotHoldUpTheirCertificate() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    ActorId actor = ActorId.named("system", "actor");
    Map<ActorId, Snapshot> large = Map.of(actor, new Snapshot(1, new byte[9 << 20]));
    Map<ActorId, Snapshot> small = Map.of(actor, new Snapshot(1, new byte[9 << 10]));

    one.links.send(2, certificate(large));
    one.links.send(2, certificate(small));

    await()
        .untilAsserted(
            () ->
                assertThat(two.frames).containsExactly(certificate(Map.of()), certificate(small)));
  }

  private static Frame certificate(Map<ActorId, Snapshot> states) {
    return new Frame.Certificate(
        new Slot(new SlotId("g", 1), 2, 1, 5),
        new View(5, 1, 1),
        Set.of(),
        states,
        OptionalLong.empty());
  }

  @Test
  void anAnswerForWhichThereIsNoRoomIsReplacedByAnError() {
    TestMember one =
        fixture.member(1, config(new Limits(64, 1 << 20, 256 << 10, 8 << 10, 1_024, 64, 64)));
    TestMember two = fixture.member(2);
    two.action =
        taken -> taken.answer().reply(new Reply.Completed(call("x".repeat(9_000)).payload()));
    introduce(one, two);

    CallOutcome outcome = one.call(two, call("x")).join();

    assertThat(((Answered) outcome).reply())
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.ANSWER_DISCARDED));
  }

  @Test
  void callsThatWaitToBeSentTakeNoRoomOfAnswers() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    two.action = TestMember.SILENCE;
    String large = "x".repeat(30_000);
    await()
        .until(
            () ->
                one.call(two, call(large)).getNow(null) instanceof NeverSent(Failure full)
                    && full.code() == ErrorCode.OVERLOADED);

    CallOutcome outcome = two.call(one, call(large)).join();

    assertThat(((Answered) outcome).reply()).isInstanceOf(Reply.Completed.class);
  }

  /** What has run would be lost; what has not begun goes elsewhere, or is sent again. */
  @Test
  void whileAnswersWaitForAMemberThatDoesNotReadNoFurtherCallOfItIsTakenIn() throws Exception {
    Limits limits = new Limits(64, 1 << 20, 256 << 10, 64 << 10, 1_024, 64, 64);
    TestMember one = fixture.member(1, config(SECRET, Versions.CURRENT, limits, FAST, null));
    RawClient two = fixture.raw(one);
    two.join(2, one);
    two.stopReading();
    one.action =
        taken -> taken.answer().reply(new Reply.Completed(call("x".repeat(30_000)).payload()));

    for (long id = 1; id <= 60; id++) {
      two.send(
          new LinkMessage.Request(
              id, ByteString.EMPTY, ForwardedCall.of(call("x"), Deadline.NONE, TimeSource.SYSTEM)));
    }
    // Half of the room at the most, but for what the connection itself takes of it afterwards.
    await()
        .during(Duration.ofMillis(200))
        .until(() -> one.links.peer(2).room().queuedBytes() > 90 << 10);
    two.readAgain();

    List<Class<?>> outcomes = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      CallOutcome outcome =
          requireNonNull(LinkMessage.Response.read(two.next().content()).outcome());
      outcomes.add(
          outcome instanceof Answered(Reply reply) ? reply.getClass() : outcome.getClass());
    }
    assertThat(outcomes)
        .containsOnly(Reply.Completed.class, CallOutcome.Refused.class)
        .contains(Reply.Completed.class, CallOutcome.Refused.class);
    assertThat(one.taken).hasSize(Collections.frequency(outcomes, Reply.Completed.class));
    assertThat(one.links.peer(2).room().queuedBytes()).isZero();
  }

  @Test
  void aCallThatTheOtherMemberWouldNotTakeIsNotSent() {
    TestMember one = fixture.member(1);
    TestMember two =
        fixture.member(2, config(new Limits(64, 1 << 20, 256 << 10, 8 << 10, 1_024, 64, 64)));
    introduce(one, two);

    assertThat(code(one.call(two, call("x".repeat(9_000))).join()))
        .isEqualTo(ErrorCode.BODY_TOO_LARGE);
    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
  }

  @Test
  void versionsThatHaveNoneInCommonAreNamed() {
    TestMember one = fixture.member(1, config(SECRET, new Versions(3, 4), SMALL, FAST, null));
    TestMember two = fixture.member(2, config(SECRET, new Versions(1, 2), SMALL, FAST, null));
    introduce(one, two);

    assertThat(one.call(two, call("x")).join().toString())
        .contains(
            "member 1 at %s speaks versions 3 to 4".formatted(one.address),
            "member 2 at %s speaks 1 to 2".formatted(two.address));
  }

  @Test
  void neighbouringVersionsHaveOneInCommon() {
    TestMember one = fixture.member(1, config(SECRET, new Versions(2, 3), SMALL, FAST, null));
    TestMember two = fixture.member(2, config(SECRET, new Versions(1, 2), SMALL, FAST, null));
    introduce(one, two);

    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
    assertThat(two.call(one, call("x")).join()).isInstanceOf(Answered.class);
  }

  @Test
  void aMemberOfTheVersionBeforeIsSentNothingThatItDoesNotKnow() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    TestMember before = fixture.member(3, config(SECRET, new Versions(1, 1), SMALL, FAST, null));
    introduce(one, two, before);
    Call again = call("x").attempted(3);

    assertThat(one.call(two, again).join()).isInstanceOf(Answered.class);
    assertThat(one.call(before, again).join()).isInstanceOf(Answered.class);
    assertThat(before.call(one, again).join()).isInstanceOf(Answered.class);

    assertThat(two.taken.remove().call().call()).isEqualTo(again);
    assertThat(before.taken.remove().call().call()).isEqualTo(call("x"));
    assertThat(one.taken.remove().call().call()).isEqualTo(call("x"));
  }

  @Test
  void aDefectOfTheReceiverIsAnAnswer() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    two.action =
        _ -> {
          throw new IllegalStateException("broken");
        };
    introduce(one, two);

    CallOutcome outcome = one.call(two, call("x")).join();

    assertThat(((Answered) outcome).reply())
        .isEqualTo(
            Reply.failed(
                ErrorCode.INTERNAL,
                "The member has a defect: java.lang.IllegalStateException: broken"));
  }

  @Test
  void aMemberThatStopsAnswersFirst() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    two.action = TestMember.SILENCE;
    introduce(one, two);
    CompletableFuture<CallOutcome> outcome = one.call(two, call("x"));
    await().until(() -> two.taken.size() == 1);
    Thread closing = Thread.ofVirtual().start(two.links::close);
    await().until(() -> one.call(two, call("later")).join() instanceof NeverSent);

    TestMember.ECHO.run(two.taken.element());

    assertThat(outcome.join()).isInstanceOf(Answered.class);
    await().until(() -> !closing.isAlive());
    assertThat(one.unreachable).allMatch(member -> member == 2);
  }

  /** The own connection hangs, since packets to that member are lost. */
  @Test
  void aConnectionOfTheOtherMemberIsUsedWhileTheOwnOneIsNotOpen() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      TestMember one = fixture.member(1);
      TestMember two = fixture.member(2);
      String reachable = two.address;
      two.address = "127.0.0.1:" + silent.getLocalPort();
      introduce(one, two);
      CompletableFuture<CallOutcome> waiting = one.call(two, call("waiting"));

      two.address = reachable;
      CompletableFuture<CallOutcome> back = two.call(one, call("back"));

      assertThat(back.join()).isInstanceOf(Answered.class);
      assertThat(waiting.join()).isInstanceOf(Answered.class);
      assertThat(one.unreachable).isEmpty();
      assertThat(two.unreachable).isEmpty();
    }
  }

  @Test
  void callsThatCrossTheWordThatALinkClosesDidNotRun() throws Exception {
    TestMember one = fixture.member(1);
    RawClient two = fixture.raw(one);
    two.join(2, one);
    List<CompletableFuture<CallOutcome>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();
      calls.add(outcome);
      one.links.call(2, call("x"), Deadline.NONE, ByteString.EMPTY, outcome::complete);
      assertThat(two.next().type()).isEqualTo(LinkMessage.REQUEST);
    }

    two.send(LinkMessage.number(LinkMessage.GO_AWAY, 1));

    assertThat(calls.get(1).join()).isInstanceOf(NeverSent.class);
    assertThat(calls.get(2).join()).isInstanceOf(NeverSent.class);
    two.send(new LinkMessage.Response(1, new Answered(Reply.ACCEPTED)));
    assertThat(calls.get(0).join()).isEqualTo(new Answered(Reply.ACCEPTED));
  }

  /** The first is asked for a sign of life, and this one gives none. */
  @Test
  void aSecondConnectionIsRefusedUntilTheFirstIsKnownToBeBroken() throws Exception {
    TestMember one = fixture.member(1, watchful());
    RawClient first = fixture.raw(one);
    first.join(2, one);

    RawClient second = fixture.raw(one);
    assertThat(second.tryToJoin(2, one)).isEqualTo(LinkMessage.REFUSAL);
    assertThat(first.next().type()).isEqualTo(LinkMessage.PING);
    first.awaitEnd();

    RawClient third = fixture.raw(one);
    assertThat(third.tryToJoin(2, one)).isEqualTo(LinkMessage.WELCOME);
  }

  @Test
  void framesToOneThatLeftAreDropped() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    one.call(two, call("x")).join();
    two.links.onEnded();

    one.links.send(2, new Frame.Settled(new SlotVersion(new SlotId("g", 1), 1)));

    await().until(() -> !one.unreachable.isEmpty() || one.links.peer(2).room().queuedBytes() == 0);
    assertThat(Set.copyOf(two.frames)).isEmpty();
  }

  private static ErrorCode code(CallOutcome outcome) {
    return failure(outcome).code();
  }

  private static Failure failure(CallOutcome outcome) {
    return switch (outcome) {
      case NeverSent(Failure failure) -> failure;
      case Unknown(Failure failure) -> failure;
      default -> throw new AssertionError(outcome);
    };
  }
}
