package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Delivery;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import io.actorproxy.time.TimeSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two processes with one store. */
final class OwnersTest {
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);
  private static final OutboxConfig CONFIG =
      new OutboxConfig(
          100, 100, 20, 1 << 20, 100_000, 3, 10_000, 100, 60_000, 1_000, 100, 1_000, false);
  private static final ActorId SENDER = ActorId.named("sys", "sender");

  private final ManualTime time = new ManualTime();
  private final MessageStore messages = new MemoryStore(1 << 20).messages();

  private record Sent(Call call, ReplyTo replyTo) {
    Delivery delivery() {
      return Objects.requireNonNull(replyTo.delivery());
    }
  }

  /** A process, and what it has sent to its actors. */
  private final class Process {
    private final List<Sent> sent = new ArrayList<>();
    private final SteppedOutbox outbox;

    Process(long epoch, boolean alone, TimeSource clock) {
      outbox =
          new SteppedOutbox(
              messages,
              new Owner.Process(epoch, alone),
              CONFIG,
              SteppedOutbox.RULES,
              clock,
              (call, _, replyTo) -> sent.add(new Sent(call, replyTo)));
    }

    void add(String receiver, long sequence) throws StoreException {
      messages.add(
          List.of(outbox.outbox().effect(call(receiver, "act").build(), SENDER, sequence)));
    }

    long claimsLost() {
      return outbox.outbox().counters().claimsLost();
    }
  }

  /** Its clock is behind, so its leases are over for others before it knows. */
  private TimeSource behind() {
    return new TimeSource() {
      @Override
      public long nanoTime() {
        return time.nanoTime();
      }

      @Override
      public long epochMillis() {
        return time.epochMillis() - 60_000;
      }
    };
  }

  private List<Message> stored(boolean dead) throws StoreException {
    return messages.list(ALL, dead, Optional.empty(), 100);
  }

  @Test
  void aDeliveryDoesNotFinishWhatAnotherProxyHasClaimedMeanwhile() throws StoreException {
    Process slow = new Process(1, false, time);
    Process other = new Process(2, false, time);
    slow.add("a", 1);
    slow.outbox.step();
    time.advanceMillis(20_000);
    other.outbox.step();
    assertThat(other.sent).hasSize(1);

    slow.sent.getFirst().delivery().done(false);
    slow.outbox.step();

    assertThat(stored(false)).hasSize(1);
    assertThat(slow.claimsLost()).isEqualTo(1);
    assertThat(slow.outbox.outbox().inFlight()).isZero();
    other.sent.getFirst().delivery().done(false);
    other.outbox.step();
    assertThat(stored(false)).isEmpty();
    assertThat(other.claimsLost()).isZero();
  }

  @Test
  void aFailureIsNotRecordedOfWhatAnotherProxyHasClaimedMeanwhile() throws StoreException {
    Process slow = new Process(1, false, time);
    Process other = new Process(2, false, time);
    slow.add("a", 1);
    slow.outbox.step();
    time.advanceMillis(20_000);
    other.outbox.step();

    slow.sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.HOST_CLOSED, "went away"));
    slow.outbox.step();

    assertThat(stored(true)).isEmpty();
    assertThat(slow.outbox.outbox().deadLetters()).isZero();
    assertThat(slow.claimsLost()).isEqualTo(1);
    assertThat(slow.outbox.outbox().inFlight()).isZero();
  }

  @Test
  void aMessageWhoseClaimIsFoundLostDoesNotBegin() throws StoreException {
    Process late = new Process(1, false, behind());
    Process other = new Process(2, false, time);
    late.add("a", 1);
    late.add("a", 2);
    late.outbox.step();
    assertThat(late.sent).hasSize(1);
    other.outbox.step();
    assertThat(other.sent).hasSize(1);

    time.advanceMillis(4_000);
    late.outbox.step();
    late.outbox.step();

    assertThat(late.claimsLost()).isEqualTo(2);
    assertThat(late.sent.getFirst().delivery().begin()).isFalse();
    assertThat(late.outbox.outbox().inFlight()).isZero();
    assertThat(other.sent.getFirst().delivery().begin()).isTrue();
  }

  @Test
  void aDeliveryThatHasBegunAndWhoseClaimIsFoundLostIsCountedOnce() throws StoreException {
    Process late = new Process(1, false, behind());
    Process other = new Process(2, false, time);
    late.add("a", 1);
    late.outbox.step();
    assertThat(late.sent.getFirst().delivery().begin()).isTrue();
    other.outbox.step();
    time.advanceMillis(4_000);
    late.outbox.step();
    late.sent.getFirst().delivery().done(false);
    late.outbox.step();

    assertThat(late.claimsLost()).isEqualTo(1);
    assertThat(stored(false)).hasSize(1);
  }

  @Test
  void aProcessThatIsNotAloneWaitsForTheLeasesOfOthers() throws StoreException {
    Process first = new Process(1, false, time);
    first.add("a", 1);
    first.outbox.outbox().accept(call("b", "act").async().build(), new RecordedReply());
    first.outbox.step();
    Process second = new Process(2, false, time);
    second.outbox.step();
    assertThat(second.sent).isEmpty();

    time.advanceMillis(10_000);
    second.outbox.step();
    assertThat(second.sent).hasSize(2);
  }

  @Test
  void aProcessThatIsAloneTakesOverWhatWasBeingDelivered() throws StoreException {
    Process first = new Process(1, true, time);
    first.add("a", 1);
    first.outbox.outbox().accept(call("b", "act").async().build(), new RecordedReply());
    first.outbox.outbox().schedule(call("c", "act").scheduledTo(1).build(), new RecordedReply());
    first.outbox.step();
    assertThat(first.sent).hasSize(3);
    first
        .outbox
        .outbox()
        .schedule(
            call("d", "act").scheduledTo(time.epochMillis() + 5_000).build(), new RecordedReply());
    first.outbox.step();

    Process second = new Process(2, true, time);
    second.outbox.step();

    assertThat(second.sent).extracting(sent -> sent.call().name()).containsOnly("a", "b", "c");
    first.sent.getFirst().delivery().done(false);
    first.outbox.step();
    assertThat(first.claimsLost()).isEqualTo(1);
  }

  @Test
  void aProcessThatStillRunsLearnsThatItsClaimsWereTakenOver() throws StoreException {
    Process before = new Process(1, true, time);
    before.add("a", 1);
    before.outbox.step();
    messages.takeOver(2, time.epochMillis(), time.epochMillis() + 10_000);

    time.advanceMillis(4_000);
    before.outbox.step();

    assertThat(before.claimsLost()).isEqualTo(1);
    assertThat(before.sent.getFirst().delivery().begin()).isFalse();
  }

  @Test
  void aFailureIsNotRecordedOfWhatWasTakenOver() throws StoreException {
    Process before = new Process(1, true, time);
    before.add("a", 1);
    before.outbox.step();
    messages.takeOver(2, time.epochMillis(), time.epochMillis() + 10_000);

    before.sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.HOST_CLOSED, "went away"));
    before.outbox.step();

    assertThat(before.claimsLost()).isEqualTo(1);
    assertThat(before.outbox.outbox().deadLetters()).isZero();
    assertThat(stored(true)).isEmpty();
  }

  @Test
  void aPauseOfTheRunBeforeIsKept() throws StoreException {
    Process first = new Process(1, true, time);
    first.add("a", 1);
    first.outbox.step();
    first.sent.getFirst().replyTo().reply(Reply.failed(ErrorCode.INIT_FAILED, "not ready"));
    first.outbox.step();

    Process second = new Process(2, true, time);
    second.outbox.step();
    assertThat(second.sent).isEmpty();
    time.advanceMillis(1_100);
    second.outbox.step();
    assertThat(second.sent).hasSize(1);
  }

  @Test
  void epochsOfRunsDifferAndGrow() {
    long first = Owner.alone(time, new Random(1)).epoch();
    time.advanceMillis(1);
    assertThat(Owner.alone(time, new Random(2)).epoch()).isGreaterThan(first);
    assertThatThrownBy(() -> new Owner.Process(0, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
