package io.actorproxy.cluster.link;

import static io.actorproxy.cluster.link.LinkFixture.call;
import static io.actorproxy.cluster.link.LinkFixture.introduce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.actorproxy.cluster.CallOutcome;
import io.actorproxy.cluster.CallOutcome.Answered;
import io.actorproxy.cluster.CallOutcome.Elsewhere;
import io.actorproxy.cluster.Frame;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.Reply;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.View;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What two members send each other when nothing goes wrong. */
final class GrpcLinksTest {
  private final LinkFixture fixture = new LinkFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void membersOfTheSecretAndOfThePreviousOneReachEachOther() {
    TestMember one = fixture.member(1, LinkFixture.config());
    TestMember two = fixture.member(2, LinkFixture.changing("the next secret", LinkFixture.SECRET));
    TestMember three = fixture.member(3, LinkFixture.changing("the next secret", ""));
    LinkFixture.introduce(one, two, three);

    assertThat(one.call(two, LinkFixture.call("x")).join()).isInstanceOf(Answered.class);
    assertThat(two.call(three, LinkFixture.call("x")).join()).isInstanceOf(Answered.class);
    assertThat(three.call(one, LinkFixture.call("x")).join().toString())
        .contains("it has not the secret of this cluster");
  }

  @Test
  void framesArriveInTheOrderInWhichTheyWereSent() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    List<Frame> sent = IntStream.range(0, 1_000).mapToObj(GrpcLinksTest::frame).toList();

    sent.forEach(frame -> one.links.send(2, frame));

    await().untilAsserted(() -> assertThat(two.frames).containsExactlyElementsOf(sent));
  }

  @Test
  void callsArriveInTheOrderInWhichTheyWereMadeAndAreAnswered() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    List<Call> calls = IntStream.range(0, 60).mapToObj(i -> call("call " + i)).toList();

    List<CompletableFuture<CallOutcome>> outcomes =
        calls.stream().map(each -> one.call(two, each)).toList();

    for (int i = 0; i < calls.size(); i++) {
      assertThat(outcomes.get(i).join())
          .isEqualTo(new Answered(new Reply.Completed(calls.get(i).payload())));
    }
    assertThat(two.taken).extracting(taken -> taken.call().call()).isEqualTo(calls);
  }

  @Test
  void aLargeCallAndItsAnswerGoInPieces() {
    LinkConfig config = LinkFixture.config(LinkConfig.Limits.DEFAULTS);
    TestMember one = fixture.member(1, config);
    TestMember two = fixture.member(2, config);
    introduce(one, two);
    Call large = call("0123456789".repeat(300_000));

    CompletableFuture<CallOutcome> answer = one.call(two, large);
    CompletableFuture<CallOutcome> small = one.call(two, call("small"));

    assertThat(answer.join()).isEqualTo(new Answered(new Reply.Completed(large.payload())));
    assertThat(small.join()).isInstanceOf(Answered.class);
  }

  @Test
  void whatIsAskedTravelsWithTheTimeThatIsLeftAndTheTrace() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    ByteString trace = ByteString.copyFromUtf8("00-trace");
    CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();

    one.links.call(2, call("x"), Deadline.in(60_000, TimeSource.SYSTEM), trace, outcome::complete);

    outcome.join();
    TestMember.Taken taken = two.taken.remove();
    assertThat(taken.from()).isEqualTo(1);
    assertThat(taken.trace()).isEqualTo(trace);
    assertThat(taken.call().remainingMillis()).isBetween(30_000L, 60_000L);
  }

  @Test
  void aMemberSaysWhereTheActorIs() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    Frame.Moved moved = new Frame.Moved(new Slot(new SlotId("group", 7), 3, 0, 12), VIEW);

    two.action = taken -> taken.answer().elsewhere(moved);
    assertThat(one.call(two, call("x")).join()).isEqualTo(new Elsewhere(moved));

    two.action = taken -> taken.answer().elsewhere(null);
    assertThat(one.call(two, call("x")).join()).isEqualTo(new Elsewhere(null));
  }

  @Test
  void aMemberSaysThatItHasNoRoom() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    Failure full = new Failure(ErrorCode.MAILBOX_FULL, "The mailbox is full.");

    two.action = taken -> taken.answer().refuse(full);
    assertThat(one.call(two, call("x")).join()).isEqualTo(new CallOutcome.Refused(full));
  }

  @Test
  void newsOpenNoConnection() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    TcpRelay relay = fixture.relay(two);
    introduce(one, two);

    one.links.send(2, new Frame.News(VIEW));
    one.links.send(2, frame(1));
    one.links.send(2, new Frame.News(VIEW));

    await().until(() -> !two.frames.isEmpty());
    assertThat(two.frames.peek()).isEqualTo(frame(1));
    assertThat(relay.connections()).isEqualTo(1);
  }

  /** Whichever comes first: no order of the two connections leaves two or none. */
  @Test
  void oneConnectionIsLeftIfBothMembersOpenOne() throws InterruptedException {
    for (int i = 0; i < 15; i++) {
      TestMember one = fixture.member(10 + 2 * i);
      TestMember two = fixture.member(11 + 2 * i);
      introduce(one, two);
      CountDownLatch begin = new CountDownLatch(2);
      List<CompletableFuture<CallOutcome>> outcomes = new ArrayList<>();
      for (TestMember from : List.of(one, two)) {
        CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();
        outcomes.add(outcome);
        Thread.ofPlatform()
            .start(
                () -> {
                  begin.countDown();
                  from.call(from == one ? two : one, call("x")).thenAccept(outcome::complete);
                });
      }
      begin.await();

      assertThat(outcomes).allSatisfy(each -> assertThat(each.join()).isInstanceOf(Answered.class));
      assertThat(one.links.peer(two.epoch).openLinks()).isEqualTo(1);
      assertThat(two.links.peer(one.epoch).openLinks()).isEqualTo(1);
    }
  }

  @Test
  void whatWasTakenInIsAnsweredBeforeALinkCloses() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    two.action = TestMember.SILENCE;
    CompletableFuture<CallOutcome> before = one.call(two, call("before"));
    await().until(() -> two.taken.size() == 1);

    two.links.onEnded();
    CompletableFuture<CallOutcome> after = one.call(two, call("after"));
    assertThat(after.join()).isInstanceOf(CallOutcome.NeverSent.class);
    assertThat(before).isNotDone();
    TestMember.ECHO.run(two.taken.remove());

    assertThat(before.join()).isInstanceOf(Answered.class);
    assertThat(two.taken).isEmpty();
    await().until(() -> one.links.peer(2).hasEnded());
  }

  @Test
  void aMembershipThatFollowsHasConnectionsOfItsOwn() {
    TestMember one = fixture.member(1);
    TestMember two = fixture.member(2);
    introduce(one, two);
    one.call(two, call("x")).join();

    one.links.onJoined(3);
    one.call(two, call("x")).join();

    assertThat(two.taken).extracting(TestMember.Taken::from).containsExactly(1L, 3L);
  }

  @Test
  void anIdleLinkIsClosedAndOpenedAgain() {
    var idle =
        new LinkConfig.Timings(
            5_000, 5_000, 20, 10_000, 50, 5_000, 60_000, LinkFixture.FAST.pauses());
    LinkConfig config =
        LinkFixture.config(LinkFixture.SECRET, Versions.CURRENT, LinkFixture.SMALL, idle, null);
    TestMember one = fixture.member(1, config);
    TestMember two = fixture.member(2);
    introduce(one, two);
    one.call(two, call("x")).join();

    await().until(() -> one.links.peer(2).hasEnded() && two.links.peer(1).hasEnded());
    assertThat(one.unreachable).isEmpty();
    assertThat(two.unreachable).isEmpty();

    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
  }

  /** No other machine can reach it, whatever the configuration says. */
  @Test
  void aMemberWithoutSecretAndCertificatesIsFoundOnThisMachineOnly() {
    LinkConfig open =
        new LinkConfig(
            "0.0.0.0",
            0,
            "cluster",
            "",
            null,
            Versions.CURRENT,
            LinkFixture.SMALL,
            LinkFixture.FAST);
    TestMember one = fixture.member(1, open);
    TestMember two = fixture.member(2, open);
    introduce(one, two);

    assertThat(one.address).startsWith("127.0.0.1:");
    assertThat(one.links.isLocal()).isTrue();
    assertThat(one.call(two, call("x")).join()).isInstanceOf(Answered.class);
  }

  private static final View VIEW = new View(12, -5, 3);

  private static Frame frame(int number) {
    return new Frame.Free(new SlotVersion(new SlotId("group", number), number), Set.of());
  }
}
