package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.MessageKind.ASYNC;
import static io.actorproxy.statestore.MessageKind.EFFECT;
import static io.actorproxy.statestore.MessageKind.SCHEDULE;
import static io.actorproxy.statestore.testkit.MessageWords.after;
import static io.actorproxy.statestore.testkit.MessageWords.due;
import static io.actorproxy.statestore.testkit.MessageWords.id;
import static io.actorproxy.statestore.testkit.MessageWords.ids;
import static io.actorproxy.statestore.testkit.MessageWords.inLane;
import static io.actorproxy.statestore.testkit.MessageWords.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageCursor;
import io.actorproxy.statestore.MessageHead;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How messages are kept, found, listed, buried and brought back. */
interface MessageContract extends MessageWords {

  @Test
  default void anEmptyStoreHasNoMessages() throws StoreException {
    assertThat(alive()).isEmpty();
    assertThat(dead()).isEmpty();
    assertThat(messages().find(id(1))).isEmpty();
    assertThat(messages().count(ALL, false)).isZero();
    assertThat(messages().nextDue(ALL)).isEmpty();
  }

  @Test
  default void aMessageComesBackAsItWasAdded() throws StoreException {
    byte[] everyByte = new byte[512];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }
    List<Message> added =
        List.of(
            Message.untried(
                new MessageId(Long.MIN_VALUE, -1),
                SCHEDULE,
                new ActorKey("läden", "עגלה", "👩‍👩‍👧 'n \"co\" %_\\"),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                everyByte),
            new Message(
                new MessageId(Long.MAX_VALUE, 0),
                ASYNC,
                new ActorKey("", "", ""),
                -1,
                Long.MIN_VALUE,
                0,
                Integer.MAX_VALUE,
                "der Wirt sagt 語 ' \\ \uD83D\uDC69",
                new byte[0]));
    messages().add(added);
    for (Message message : added) {
      assertThat(messages().find(message.id())).contains(message);
    }
    assertThat(alive()).containsExactly(added.get(1), added.get(0));
  }

  @Test
  default void namesAndFailuresOfOneKibibyteAreKeptWhole() throws StoreException {
    String text = "é".repeat(512);
    Message message =
        new Message(id(1), EFFECT, new ActorKey(text, text, text), 0, 0, 1, 1, text, new byte[0]);
    messages().add(List.of(message));
    assertThat(messages().find(id(1))).contains(message);
    Attempt attempt = attempt(id(1), 2, 5, "x".repeat(1024), false);
    messages().record(OWNER, List.of(attempt));
    assertThat(messages().find(id(1))).contains(after(message, attempt));
  }

  @Test
  default void aMebibyteOfContentIsKeptWhole() throws StoreException {
    byte[] content = new byte[1 << 20];
    new Random(1).nextBytes(content);
    Message message = message(1, 10).withContent(content);
    messages().add(List.of(message));
    assertThat(messages().find(id(1))).contains(message);
    assertThat(messages().claim(OWNER, ALL, 10, 20, 1))
        .containsExactly(message(1, 20).withContent(content));
  }

  @Test
  default void addingAgainChangesNothing() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 20)));
    messages().record(OWNER, List.of(attempt(id(2), 3, 25, "no such action", true)));
    List<Message> alive = alive();
    List<Message> dead = dead();
    messages().add(List.of(message(1, 99), message(2, 99), message(3, 30), message(3, 99)));
    assertThat(alive).containsExactly(message(1, 10));
    assertThat(alive()).containsExactly(message(1, 10), message(3, 30));
    assertThat(dead()).isEqualTo(dead);
  }

  @Test
  default void whatIsRemovedIsGoneAliveOrDead() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 20), message(3, 30)));
    messages().record(OWNER, List.of(attempt(id(2), 1, 20, "no such action", true)));
    messages().remove(ids(1, 2, 7));
    messages().remove(ids(1, 2, 7));
    assertThat(alive()).containsExactly(message(3, 30));
    assertThat(dead()).isEmpty();
  }

  @Test
  default void emptyListsChangeNothing() throws StoreException {
    messages().add(List.of(message(1, 10)));
    messages().add(List.of());
    messages().remove(List.of());
    messages().record(OWNER, List.of());
    messages().renew(OWNER, List.of(), 20);
    messages().finish(OWNER, List.of());
    messages().release(OWNER, List.of(), 20);
    messages().hasten(List.of(), 20);
    messages().revive(List.of(), 20);
    assertThat(alive()).containsExactly(message(1, 10));
  }

  @Test
  default void aFailedAttemptIsRemembered() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Attempt attempt = attempt(id(1), 4, 500, "the host answered 503", false);
    messages().record(OWNER, List.of(attempt));
    assertThat(messages().find(id(1))).contains(after(message(1, 10), attempt));
    assertThat(messages().claim(OWNER, ALL, 499, 1_000, 10)).isEmpty();
    assertThat(messages().claim(OWNER, ALL, 500, 1_000, 10)).hasSize(1);
  }

  @Test
  default void anAttemptAtAMessageThatIsGoneIsNoError() throws StoreException {
    messages().add(List.of(message(1, 10)));
    messages()
        .record(
            OWNER, List.of(attempt(id(7), 1, 20, "gone", true), attempt(id(1), 1, 20, "", false)));
    assertThat(alive()).hasSize(1);
    assertThat(dead()).isEmpty();
  }

  @Test
  default void aFailureTooLongOrUnstorableIsKeptAsFarAsItCanBe() throws StoreException {
    messages().add(List.of(message(1, 10)));
    String failure = "a\u0000b\uD83D" + "語".repeat(2_000);
    messages().record(OWNER, List.of(attempt(id(1), 1, 20, failure, true)));
    String kept = dead().getFirst().failure();
    assertThat(kept).startsWith("a").contains("b", "語語語").doesNotContain("\u0000");
    assertThat(kept.getBytes(UTF_8).length).isBetween(1_000, 1_024);
  }

  @Test
  default void aDeadLetterIsNoLongerDelivered() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 20)));
    Attempt death = attempt(id(1), 5, 700, "no such action", true);
    messages().record(OWNER, List.of(death));

    assertThat(dead()).containsExactly(after(message(1, 10), death));
    assertThat(messages().find(id(1))).contains(after(message(1, 10), death));
    assertThat(alive()).containsExactly(message(2, 20));
    assertThat(messages().nextDue(ALL)).contains(20L);
    assertThat(messages().claim(OWNER, ALL, 1_000, 2_000, 10)).containsExactly(message(2, 2_000));
  }

  @Test
  default void aDeadLetterCanBeBroughtBack() throws StoreException {
    messages().add(List.of(message(1, 10)));
    messages().record(OWNER, List.of(attempt(id(1), 5, 700, "no such action", true)));
    messages().revive(ids(1, 7), 800);

    assertThat(dead()).isEmpty();
    assertThat(alive()).containsExactly(message(1, 800));
    assertThat(messages().claim(OWNER, ALL, 800, 900, 10)).containsExactly(message(1, 900));
  }

  @Test
  default void aDeadLetterStaysDeadWhateverIsRecordedOrRenewed() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Message claimed = messages().claim(OWNER, ALL, 10, 100, 1).getFirst();
    Attempt death = attempt(id(1), 5, 100, "no such action", true);
    messages().record(OWNER, List.of(death));

    messages().record(OWNER, List.of(attempt(id(1), 1, 20, "of an older delivery", false)));
    messages().renew(OWNER, List.of(claimed), 200);

    assertThat(dead()).containsExactly(after(message(1, 10), death));
    assertThat(alive()).isEmpty();
  }

  @Test
  default void whatIsAliveIsNotRevived() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Attempt attempt = attempt(id(1), 4, 500, "the host answered 503", false);
    messages().record(OWNER, List.of(attempt));
    messages().revive(ids(1), 20);
    assertThat(alive()).containsExactly(after(message(1, 10), attempt));
  }

  @Test
  default void aRenewalChangesTheLeaseAndNothingElse() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 10)));
    messages().record(OWNER, List.of(attempt(id(1), 3, 10, "the host answered 503", false)));
    List<Message> claimed = messages().claim(OWNER, ALL, 10, 100, 10);
    messages().renew(OWNER, claimed, 150);
    assertThat(messages().claim(OWNER, ALL, 149, 200, 10)).isEmpty();
    assertThat(alive()).isEqualTo(claimed.stream().map(message -> due(message, 150)).toList());
    messages().renew(OWNER, claimed.stream().map(message -> due(message, 150)).toList(), 120);
    assertThat(messages().claim(OWNER, ALL, 120, 200, 10)).hasSize(2);
  }

  @Test
  default void aRenewalLeavesAloneWhatHasFailedOrWasClaimedAgainSince() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 10), message(3, 10)));
    List<Message> claimed = messages().claim(OWNER, ALL, 10, 100, 10);
    Attempt failed = attempt(id(1), 1, 400, "the host answered 503", false);
    messages().record(OWNER, List.of(failed));
    messages().remove(ids(3));
    List<Message> again = messages().claim(OWNER, ALL, 100, 300, 10);

    messages().renew(OWNER, claimed, 999);

    assertThat(again).containsExactly(message(2, 300));
    assertThat(alive()).containsExactly(message(2, 300), after(message(1, 10), failed));
  }

  @Test
  default void onlyDeadLettersAreRemovedAsSuch() throws StoreException {
    messages().add(List.of(message(1, EFFECT, 10), message(2, EFFECT, 20)));
    messages().record(OWNER, List.of(attempt(id(2), 1, 20, "no such action", true)));

    messages().removeDead(List.of(id(1), id(2), id(3)));

    assertThat(messages().find(id(1))).isPresent();
    assertThat(messages().find(id(2))).isEmpty();
  }

  @Test
  default void messagesAreCountedByKindAndByLife() throws StoreException {
    messages()
        .add(
            List.of(
                message(1, EFFECT, 10), message(2, EFFECT, 20),
                message(3, ASYNC, 30), message(4, SCHEDULE, 40)));
    messages().record(OWNER, List.of(attempt(id(2), 1, 20, "no such action", true)));
    assertThat(messages().totals())
        .isEqualTo(
            new MessageStore.Totals(
                3,
                message(1, EFFECT, 10).content().length
                    + message(3, ASYNC, 30).content().length
                    + message(4, SCHEDULE, 40).content().length,
                1,
                1,
                message(2, EFFECT, 20).content().length));
    assertThat(messages().count(ALL, false)).isEqualTo(3);
    assertThat(messages().count(ALL, true)).isEqualTo(1);
    assertThat(messages().count(Set.of(EFFECT), false)).isEqualTo(1);
    assertThat(messages().count(Set.of(ASYNC, SCHEDULE), false)).isEqualTo(2);
    assertThat(messages().count(Set.of(ASYNC, SCHEDULE), true)).isZero();
  }

  @Test
  default void messagesAreListedByKindAndByLife() throws StoreException {
    messages()
        .add(List.of(message(1, EFFECT, 30), message(2, ASYNC, 20), message(3, SCHEDULE, 10)));
    messages().record(OWNER, List.of(attempt(id(2), 1, 50, "no such action", true)));
    assertThat(alive()).containsExactly(message(3, SCHEDULE, 10), message(1, EFFECT, 30));
    assertThat(messages().list(Set.of(EFFECT), false, Optional.empty(), 10))
        .containsExactly(message(1, EFFECT, 30));
    assertThat(messages().list(Set.of(ASYNC), true, Optional.empty(), 10)).hasSize(1);
    assertThat(messages().list(Set.of(EFFECT, SCHEDULE), true, Optional.empty(), 10)).isEmpty();
  }

  @Test
  default void pagesFollowEachOtherByTimeAndThenById() throws StoreException {
    List<Message> ordered = new ArrayList<>();
    for (long due : List.of(1L, 2L)) {
      for (long high : List.of(0L, 1L, Long.MAX_VALUE, Long.MIN_VALUE, -1L)) {
        for (long low : List.of(0L, 0x7fL, 0x80L, Long.MIN_VALUE, -1L)) {
          MessageId id = new MessageId(high, low ^ due << 40);
          MessageKind kind = MessageKind.of(1 + ordered.size() % 3);
          ordered.add(Message.untried(id, kind, TARGET, 0, 0, due, new byte[] {1}));
        }
      }
    }
    messages().add(ordered.reversed());

    List<Message> pages = new ArrayList<>();
    Optional<Message> last = Optional.empty();
    for (int i = 0; i < 10; i++) {
      List<Message> page = messages().list(ALL, false, last, 7);
      pages.addAll(page);
      last = page.isEmpty() ? last : Optional.of(page.getLast());
    }
    assertThat(pages).isEqualTo(ordered);
  }

  @Test
  default void aPageGoesOnBehindAMessageThatIsGoneMeanwhile() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 10), message(3, 10)));
    Message last = messages().list(ALL, false, Optional.empty(), 2).getLast();
    messages().remove(ids(1, 2));
    assertThat(messages().list(ALL, false, Optional.of(last), 2)).containsExactly(message(3, 10));
  }

  @Test
  default void headsAreTheMessagesWithoutTheirContents() throws StoreException {
    messages()
        .add(
            List.of(
                message(1, EFFECT, 30).withContent(new byte[5_000]),
                message(2, ASYNC, 20),
                inLane(3, 7, 9, 20),
                message(4, SCHEDULE, 10)));
    messages().record(OWNER, List.of(new Attempt(id(2), 20, 3, 50, "no such action", true)));
    for (boolean dead : List.of(false, true)) {
      List<MessageHead> all = heads(dead ? dead() : alive(), dead);
      assertThat(messages().heads(ALL, dead, Optional.empty(), 10)).isEqualTo(all);
      for (MessageHead head : all) {
        assertThat(messages().head(head.id())).contains(head);
      }
    }
    assertThat(messages().head(id(7))).isEmpty();
    assertThat(messages().heads(Set.of(EFFECT), false, Optional.empty(), 1))
        .isEqualTo(heads(List.of(inLane(3, 7, 9, 20)), false));
    assertThat(messages().heads(ALL, false, Optional.of(new MessageCursor(10, id(4))), 1))
        .isEqualTo(heads(List.of(inLane(3, 7, 9, 20)), false));
    assertThat(messages().heads(ALL, false, Optional.of(MessageCursor.after(20)), 10)).hasSize(1);
  }

  private static List<MessageHead> heads(List<Message> messages, boolean dead) {
    return messages.stream().map(message -> MessageHead.of(message, dead)).toList();
  }

  @Test
  default void theNextDueIsTheEarliestOfItsKinds() throws StoreException {
    messages()
        .add(List.of(message(1, EFFECT, 30), message(2, ASYNC, 20), message(3, SCHEDULE, 10)));
    assertThat(messages().nextDue(ALL)).contains(10L);
    assertThat(messages().nextDue(Set.of(EFFECT))).contains(30L);
    assertThat(messages().nextDue(Set.of(EFFECT, ASYNC))).contains(20L);
    messages().remove(ids(2));
    assertThat(messages().nextDue(Set.of(ASYNC))).isEmpty();
  }

  @Test
  default void aThousandMessagesAreAddedBuriedAndRemovedAtOnce() throws StoreException {
    List<Message> thousand =
        LongStream.range(0, 1_000).mapToObj(number -> message(number, number)).toList();
    messages().add(thousand);
    assertThat(alive()).isEqualTo(thousand);
    messages()
        .record(
            OWNER,
            thousand.stream()
                .map(m -> Attempt.of(m, 1, m.dueAt(), "no such action", true))
                .toList());
    assertThat(messages().count(ALL, true)).isEqualTo(1_000);
    messages().remove(thousand.stream().map(Message::id).toList());
    assertThat(dead()).isEmpty();
    assertThat(alive()).isEmpty();
  }
}
