package io.actorproxy.delivery;

import static io.actorproxy.invocation.CallBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.delivery.StoredMessages.Filter;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.invocation.Reply;
import io.actorproxy.invocation.ReplyTo;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.memory.MemoryStore;
import io.actorproxy.time.ManualTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an operator sees of messages, and can do to them. */
final class StoredMessagesTest {
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);

  private final ManualTime time = new ManualTime();
  private final MemoryStore store = new MemoryStore(1 << 20);
  private final List<String> delivered = new ArrayList<>();
  private final List<ReplyTo> open = new ArrayList<>();
  private Reply answer = Reply.ACCEPTED;
  private final SteppedOutbox outbox =
      new SteppedOutbox(
          store.messages(),
          SteppedOutbox.config(3),
          time,
          (call, _, replyTo) -> {
            delivered.add(call.name());
            replyTo.reply(answer);
          });
  private final StoredMessages messages = new StoredMessages(store.messages(), outbox.outbox());

  @Test
  void aCancelledScheduleNeverRunsAndMakesRoomForAnother() throws StoreException {
    schedule("a", 1_000);
    schedule("b", 2_000);
    schedule("c", 3_000);
    assertThat(schedule("d", 4_000).code()).isEqualTo(ErrorCode.OUTBOX_FULL);

    messages.discard(idOf("b"), Filter.ALL);

    assertThat(schedule("d", 4_000).reply()).isEqualTo(Reply.ACCEPTED);
    time.advanceMillis(5_000);
    outbox.step();
    assertThat(delivered).containsExactly("a", "c", "d");
    assertThat(outbox.outbox().scheduled()).isZero();
  }

  @Test
  void whatIsBeingDeliveredIsLeftAlone() throws StoreException {
    outbox.deliverTo((_, _, replyTo) -> open.add(replyTo));
    schedule("a", 0);
    outbox.step();
    MessageId id = idOf("a");

    refuses(ErrorCode.MESSAGE_UNDER_WAY, () -> messages.discard(id, Filter.ALL));

    open.getFirst().reply(Reply.ACCEPTED);
    outbox.step();
    assertThat(list(false)).isEmpty();
  }

  @Test
  void onlyWhatIsMeantIsDiscarded() throws StoreException {
    schedule("a", 1_000);
    MessageId id = idOf("a");

    refuses(
        ErrorCode.MESSAGE_NOT_FOUND,
        () -> messages.discard(id, new Filter(ALL, Optional.of(true))));
    refuses(
        ErrorCode.MESSAGE_NOT_FOUND,
        () -> messages.discard(id, new Filter(EnumSet.of(MessageKind.EFFECT), Optional.empty())));
    refuses(ErrorCode.MESSAGE_NOT_FOUND, () -> messages.discard(new MessageId(0, 0), Filter.ALL));
    refuses(ErrorCode.MESSAGE_NOT_FOUND, () -> messages.redrive(id));

    assertThat(list(false)).containsExactly("a");
  }

  @Test
  void aDeadLetterIsShownWithItsReasonAndIsDeliveredWhenItIsBroughtBack() throws StoreException {
    die("a");
    MessageId id = messages.list(ALL, true, Optional.empty(), 10).getFirst().id();
    assertThat(messages.find(id, Filter.ALL).dead()).isTrue();
    assertThat(messages.find(id, Filter.ALL).failure()).contains("broken");
    assertThat(list(false)).isEmpty();
    assertThat(outbox.outbox().scheduled()).isZero();

    messages.redrive(id);

    assertThat(messages.find(id, Filter.ALL).dead()).isFalse();
    assertThat(outbox.outbox().scheduled()).isOne();
    answer = Reply.ACCEPTED;
    outbox.step();
    assertThat(delivered).containsExactly("a", "a");
    assertThat(list(false)).isEmpty();
    assertThat(list(true)).isEmpty();
    assertThat(outbox.outbox().counters().dead()).isOne();
    assertThat(outbox.outbox().counters().delivered()).isOne();
  }

  @Test
  void whatWaitsIsNotTakenForDeadBesideADeadNeighbour() throws StoreException {
    die("a");
    schedule("b", 0);

    assertThat(messages.find(idOf("b"), Filter.ALL).dead()).isFalse();
  }

  @Test
  void pagesGoOnWhereTheLastOneEndedAlsoWhenThatIsGone() throws StoreException {
    schedule("a", 1_000);
    schedule("b", 1_000);
    schedule("c", 2_000);
    List<String> all = list(false);
    MessageHead first = messages.list(ALL, false, Optional.empty(), 1).getFirst();
    MessageCursor cursor = MessageCursor.parse(first.cursor().toString());
    messages.discard(first.id(), Filter.ALL);

    assertThat(names(messages.list(ALL, false, Optional.of(cursor), 10)))
        .containsExactlyElementsOf(all.subList(1, 3));
  }

  @Test
  void aTextThatIsNoCursorIsRefused() {
    for (String text : List.of("", "-", "1", "1-2", "x-" + new MessageId(1, 2))) {
      assertThatThrownBy(() -> MessageCursor.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private interface Deed {
    void run() throws StoreException;
  }

  private static void refuses(ErrorCode code, Deed deed) {
    assertThatThrownBy(deed::run)
        .isInstanceOfSatisfying(
            FailureException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
  }

  private RecordedReply schedule(String name, long inMillis) {
    RecordedReply reply = new RecordedReply();
    outbox
        .outbox()
        .schedule(call(name, "add").scheduledTo(time.epochMillis() + inMillis).build(), reply);
    outbox.outbox().writer().writeOnce();
    return reply;
  }

  private void die(String name) {
    answer = Reply.failed(ErrorCode.HOST_STATUS, "the host is broken");
    schedule(name, 0);
    outbox.step();
  }

  private MessageId idOf(String name) throws StoreException {
    return messages.list(ALL, false, Optional.empty(), 10).stream()
        .filter(message -> message.target().name().equals(name))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private List<String> list(boolean dead) throws StoreException {
    return names(messages.list(ALL, dead, Optional.empty(), 1_000));
  }

  private static List<String> names(List<MessageHead> page) {
    return page.stream().map(message -> message.target().name()).toList();
  }
}
