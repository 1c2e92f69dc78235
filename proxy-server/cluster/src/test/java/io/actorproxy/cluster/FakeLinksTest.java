package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.codec.ForwardedCall;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.Reply;
import io.actorproxy.statestore.cluster.View;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The fake keeps what the ports promise. */
final class FakeLinksTest {
  private static final Call CALL =
      new Call(
          "system",
          "",
          "actor",
          "",
          "add",
          Payload.NOOP,
          false,
          Principal.PROXY,
          null,
          List.of(),
          Map.of(),
          0,
          0,
          Origin.CLIENT,
          null);

  private static final class Inbox implements MemberInbox {
    final List<Object> got = new ArrayList<>();
    final List<CallAnswer> answers = new ArrayList<>();

    @Override
    public void onFrame(long from, Frame frame) {
      got.add(frame);
    }

    @Override
    public void onCall(long from, ForwardedCall call, ByteString trace, CallAnswer answer) {
      got.add(call.call());
      answers.add(answer);
    }

    @Override
    public void onUnreachable(long epoch) {
      got.add("unreachable " + epoch);
    }
  }

  private final FakeLinks links = new FakeLinks(TimeSource.SYSTEM);
  private final Inbox here = new Inbox();
  private final Inbox there = new Inbox();
  private final FakeLinks.At one = links.join(1, here);
  private final FakeLinks.At two = links.join(2, there);
  private final List<CallOutcome> outcomes = new ArrayList<>();

  @Test
  void whatIsSentArrivesInOrderWhenItIsDelivered() {
    Frame news = new Frame.News(View.NONE);
    one.send(2, news);
    call();
    one.send(2, news);
    assertThat(there.got).isEmpty();

    links.deliver();

    assertThat(there.got).containsExactly(news, CALL, news);
  }

  @Test
  void aReplyComesBack() {
    call();
    links.deliver();
    there.answers.getFirst().reply(Reply.ACCEPTED);
    links.deliver();

    assertThat(outcomes).containsExactly(new CallOutcome.Answered(Reply.ACCEPTED));
  }

  @Test
  void aCutTellsWhatArrivedFromWhatDidNot() {
    call();
    links.deliver();
    call();

    links.cut(1, 2);
    call();

    assertThat(outcomes.get(0)).isInstanceOf(CallOutcome.Unknown.class);
    assertThat(outcomes.get(1)).isInstanceOf(CallOutcome.NeverSent.class);
    assertThat(outcomes.get(2)).isInstanceOf(CallOutcome.NeverSent.class);
    assertThat(here.got).containsExactly("unreachable 2");
  }

  @Test
  void callsToAMemberThatEndsAreTold() {
    call();
    two.end();

    assertThat(outcomes).hasOnlyElementsOfType(CallOutcome.NeverSent.class).hasSize(1);
  }

  @Test
  void aCancelledCallIsAnsweredAtTheOtherMember() {
    MemberCalls.Forwarding forwarding = call();
    links.deliver();
    forwarding.cancel();

    assertThat(there.answers.getFirst().answered()).isTrue();
    assertThat(outcomes).isEmpty();
  }

  @Test
  void aCallEndsAtItsDeadline() {
    one.call(2, CALL, Deadline.in(0, TimeSource.SYSTEM), ByteString.EMPTY, outcomes::add);
    links.deliver();

    assertThat(outcomes).hasOnlyElementsOfType(CallOutcome.NeverSent.class).hasSize(1);
    assertThat(there.got).isEmpty();
  }

  private MemberCalls.Forwarding call() {
    return one.call(2, CALL, Deadline.NONE, ByteString.EMPTY, outcomes::add);
  }
}
