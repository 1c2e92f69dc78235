package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.MessageKind.ASYNC;
import static io.actorproxy.statestore.MessageKind.EFFECT;
import static io.actorproxy.statestore.MessageKind.SCHEDULE;
import static io.actorproxy.statestore.testkit.MessageWords.due;
import static io.actorproxy.statestore.testkit.MessageWords.id;
import static io.actorproxy.statestore.testkit.MessageWords.ids;
import static io.actorproxy.statestore.testkit.MessageWords.inLane;
import static io.actorproxy.statestore.testkit.MessageWords.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which messages are handed out, in which order, and to whom. */
interface ClaimContract extends MessageWords {

  private List<MessageId> claimed(long now, long leaseUntil, int limit) throws StoreException {
    return messages().claim(OWNER, ALL, now, leaseUntil, limit).stream().map(Message::id).toList();
  }

  @Test
  default void whatIsDueIsClaimedTheLongestDueFirst() throws StoreException {
    messages().add(List.of(message(1, 30), message(2, 10), message(3, 20), message(4, 31)));
    assertThat(messages().claim(OWNER, ALL, 30, 100, 10))
        .containsExactly(message(2, 100), message(3, 100), message(1, 100));
  }

  @Test
  default void nothingIsClaimedBeforeItIsDue() throws StoreException {
    messages().add(List.of(message(1, 30)));
    assertThat(claimed(29, 100, 10)).isEmpty();
    assertThat(alive()).containsExactly(message(1, 30));
    assertThat(claimed(30, 100, 10)).containsExactly(id(1));
  }

  @Test
  default void noMoreIsClaimedThanAskedFor() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 20), message(3, 30)));
    assertThat(claimed(100, 200, 2)).containsExactly(id(1), id(2));
    assertThat(claimed(100, 200, 2)).containsExactly(id(3));
  }

  @Test
  default void onlyTheKindsAskedForAreClaimed() throws StoreException {
    messages()
        .add(List.of(message(1, EFFECT, 10), message(2, ASYNC, 20), message(3, SCHEDULE, 30)));
    assertThat(messages().claim(OWNER, Set.of(SCHEDULE), 100, 200, 10))
        .containsExactly(message(3, SCHEDULE, 200));
    assertThat(messages().claim(OWNER, Set.of(EFFECT, ASYNC), 100, 200, 10))
        .containsExactly(message(1, EFFECT, 200), message(2, ASYNC, 200));
  }

  @Test
  default void aClaimedMessageIsLeasedUntilItsLeaseEnds() throws StoreException {
    messages().add(List.of(message(1, 10)));
    assertThat(claimed(10, 100, 10)).containsExactly(id(1));
    assertThat(messages().find(id(1))).contains(message(1, 100));
    assertThat(messages().nextDue(ALL)).contains(100L);
    assertThat(claimed(99, 200, 10)).isEmpty();
    assertThat(claimed(100, 200, 10)).containsExactly(id(1));
  }

  @Test
  default void aClaimKeepsWhatIsKnownOfEarlierAttempts() throws StoreException {
    messages().add(List.of(message(1, 10)));
    messages().record(OWNER, List.of(attempt(id(1), 3, 20, "the host answered 503", false)));
    Message claimed = messages().claim(OWNER, ALL, 20, 100, 10).getFirst();
    assertThat(claimed.attempts()).isEqualTo(3);
    assertThat(claimed.failure()).isEqualTo("the host answered 503");
  }

  @Test
  default void ofALaneOnlyTheFirstIsClaimed() throws StoreException {
    messages()
        .add(
            List.of(
                inLane(1, 7, 2, 10), inLane(2, 7, 1, 20), inLane(3, 7, 3, 5), inLane(4, 8, 9, 30)));
    assertThat(messages().claim(OWNER, ALL, 100, 200, 10))
        .containsExactly(inLane(2, 7, 1, 200), inLane(4, 8, 9, 200));
    assertThat(claimed(100, 200, 10)).isEmpty();
  }

  @Test
  default void aLaneWaitsForItsFirstThoughThatIsNotDue() throws StoreException {
    messages().add(List.of(inLane(1, 7, 1, 500), inLane(2, 7, 2, 10)));
    assertThat(claimed(100, 200, 10)).isEmpty();
    assertThat(claimed(500, 600, 10)).containsExactly(id(1));
  }

  @Test
  default void aLaneWaitsForItsFirstThoughThatIsOfAnotherKind() throws StoreException {
    Message first = inLane(1, 7, 1, 10);
    messages().add(List.of(first, Message.untried(id(2), ASYNC, TARGET, 7, 2, 10, new byte[] {1})));
    assertThat(messages().claim(OWNER, Set.of(ASYNC), 100, 200, 10)).isEmpty();
    messages().remove(ids(1));
    assertThat(messages().claim(OWNER, Set.of(ASYNC), 100, 200, 10)).hasSize(1);
  }

  @Test
  default void aLaneGoesOnWhenItsFirstIsRemoved() throws StoreException {
    messages().add(List.of(inLane(1, 7, 1, 10), inLane(2, 7, 2, 10), inLane(3, 7, 3, 10)));
    for (long number = 1; number <= 3; number++) {
      assertThat(claimed(100, 200, 10)).containsExactly(id(number));
      messages().remove(ids(number));
    }
    assertThat(claimed(100, 200, 10)).isEmpty();
  }

  @Test
  default void aLaneGoesOnWhenItsFirstIsConsumed() throws StoreException {
    messages().add(List.of(inLane(1, 7, 1, 10), inLane(2, 7, 2, 10)));
    save(MessageWords.exchange(ANN, 0, "taken in", WRITER, List.of(), ids(1)));
    assertThat(claimed(100, 200, 10)).containsExactly(id(2));
  }

  @Test
  default void aLaneGoesOnWhenItsFirstDiesAndWaitsAgainWhenItIsBroughtBack() throws StoreException {
    messages().add(List.of(inLane(1, 7, 1, 10), inLane(2, 7, 2, 10), inLane(3, 7, 3, 10)));
    messages().record(OWNER, List.of(attempt(id(1), 5, 50, "no such action", true)));
    assertThat(claimed(100, 200, 10)).containsExactly(id(2));
    messages().record(OWNER, List.of(attempt(id(1), 5, 60, "still none", true)));
    assertThat(claimed(100, 200, 10)).isEmpty();

    messages().revive(ids(1), 70);
    assertThat(claimed(100, 300, 10)).containsExactly(id(1));
    assertThat(claimed(200, 300, 10)).isEmpty();
    messages().remove(ids(1));
    assertThat(claimed(200, 300, 10)).containsExactly(id(2));
  }

  @Test
  default void aLaneWaitsForOneThatEntersBeforeItsFirst() throws StoreException {
    messages().add(List.of(inLane(2, 7, 2, 10)));
    messages().add(List.of(inLane(1, 7, -5, 90)));
    assertThat(claimed(80, 200, 10)).isEmpty();
    assertThat(claimed(90, 200, 10)).containsExactly(id(1));
  }

  @Test
  default void aFailedFirstIsTriedAgainBeforeTheRestOfItsLane() throws StoreException {
    messages().add(List.of(inLane(1, 7, 1, 10), inLane(2, 7, 2, 10)));
    claimed(10, 100, 10);
    messages().record(OWNER, List.of(attempt(id(1), 1, 50, "the host answered 503", false)));
    assertThat(claimed(49, 200, 10)).isEmpty();
    assertThat(claimed(50, 200, 10)).containsExactly(id(1));
  }

  private List<MessageId> claimedOfLanes(long now, int limit, int ofLane) throws StoreException {
    return messages().claim(OWNER, ALL, now, 1_000, new ClaimLimits(limit, ofLane, 1_000)).stream()
        .map(Message::id)
        .toList();
  }

  @Test
  default void ofALaneThoseThatFollowItsFirstAreClaimedWithIt() throws StoreException {
    messages()
        .add(
            List.of(
                inLane(1, 7, 1, 20),
                inLane(2, 7, 2, 5),
                inLane(3, 7, 3, 30),
                inLane(4, 7, 4, 10),
                inLane(5, 8, 1, 10),
                message(6, 15)));
    assertThat(messages().claim(OWNER, ALL, 100, 200, new ClaimLimits(10, 3, 1_000)))
        .containsExactly(
            inLane(5, 8, 1, 200),
            message(6, 200),
            inLane(1, 7, 1, 200),
            inLane(2, 7, 2, 200),
            inLane(3, 7, 3, 200));
    assertThat(claimedOfLanes(199, 10, 3)).isEmpty();
    messages().remove(ids(1, 2, 3));
    assertThat(claimedOfLanes(199, 10, 3)).containsExactly(id(4));
  }

  @Test
  default void whatFollowsIsClaimedUpToTheFirstThatIsNotDueOrHasFailed() throws StoreException {
    messages()
        .add(
            List.of(
                inLane(1, 7, 1, 10),
                inLane(2, 7, 2, 10),
                inLane(3, 7, 3, 500),
                inLane(4, 7, 4, 10),
                inLane(11, 8, 1, 10),
                inLane(12, 8, 2, 10),
                inLane(13, 8, 3, 10)));
    messages().record(OWNER, List.of(attempt(id(12), 1, 10, "the host answered 503", false)));
    assertThat(claimedOfLanes(100, 20, 10)).containsExactly(id(1), id(2), id(11));
  }

  @Test
  default void aFirstMessageThatHasFailedGoesAlone() throws StoreException {
    messages().add(List.of(inLane(1, 7, 1, 10), inLane(2, 7, 2, 10), inLane(3, 7, 3, 10)));
    messages().record(OWNER, List.of(attempt(id(1), 0, 20, "the host cannot be reached", false)));
    assertThat(claimedOfLanes(100, 20, 10)).containsExactly(id(1));
    messages().remove(ids(1));
    assertThat(claimedOfLanes(100, 20, 10)).containsExactly(id(2), id(3));
  }

  @Test
  default void whatFollowsAndIsGivenBackWaitsForItsFirst() throws StoreException {
    messages().add(List.of(inLane(1, 7, 1, 10), inLane(2, 7, 2, 10), inLane(3, 7, 3, 10)));
    List<Message> claimed = messages().claim(OWNER, ALL, 10, 100, new ClaimLimits(10, 10, 1_000));
    messages().release(OWNER, claimed.subList(1, 3).stream().map(Message::id).toList(), 20);
    assertThat(claimedOfLanes(99, 10, 10)).isEmpty();
    messages().record(OWNER, List.of(attempt(id(1), 1, 50, "no such action", true)));
    assertThat(claimedOfLanes(99, 10, 10)).containsExactly(id(2), id(3));
  }

  @Test
  default void lanesShareWhatAClaimMayTake() throws StoreException {
    List<Message> messages = new ArrayList<>();
    for (int lane = 1; lane <= 3; lane++) {
      for (int i = 0; i < 20; i++) {
        messages.add(inLane(lane * 100 + i, lane, i, 10));
      }
    }
    messages().add(messages);
    assertThat(claimedOfLanes(10, 13, 10))
        .containsExactlyElementsOf(ids(100, 101, 102, 103, 200, 201, 202, 203, 300, 301, 302, 303));
  }

  @Test
  default void aClaimTakesSoManyBytesAndAtLeastOneMessage() throws StoreException {
    // Encryption adds a little to each.
    byte[] large = new byte[10_000];
    List<Message> messages =
        List.of(message(1, 10), message(2, 20), inLane(3, 7, 1, 30), inLane(4, 7, 2, 5)).stream()
            .map(message -> message.withContent(large))
            .toList();
    messages().add(messages);
    assertThat(messages().claim(OWNER, ALL, 100, 200, new ClaimLimits(10, 10, 1)))
        .containsExactly(due(messages.get(0), 200));
    assertThat(messages().claim(OWNER, ALL, 100, 200, new ClaimLimits(10, 10, 29_000)))
        .containsExactly(due(messages.get(1), 200), due(messages.get(2), 200));
  }

  @Test
  default void aDeliveryWhoseLeaseIsOverRecordsNothing() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Message first = messages().claim(OWNER, ALL, 10, 100, 10).getFirst();
    Message second = messages().claim(OWNER, ALL, 100, 200, 10).getFirst();
    messages().record(OWNER, List.of(Attempt.of(first, 1, 150, "too late", true)));
    assertThat(alive()).containsExactly(second);
    messages().record(OWNER, List.of(Attempt.of(second, 1, 300, "in time", false)));
    messages().record(OWNER, List.of(Attempt.of(second, 2, 400, "again", true)));
    assertThat(alive())
        .singleElement()
        .satisfies(m -> assertThat(m.failure()).isEqualTo("in time"));
  }

  @Test
  default void oneOfSeveralLeasesThatMayBeRightIsRecorded() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Message claimed = messages().claim(OWNER, ALL, 10, 100, 10).getFirst();
    messages().renew(OWNER, List.of(claimed), 150);
    messages()
        .record(
            OWNER,
            List.of(
                Attempt.of(claimed, 1, 300, "no", true),
                Attempt.of(claimed.withDueAt(150), 1, 300, "no", true)));
    assertThat(dead()).hasSize(1);
  }

  @Test
  default void messagesInNoLaneDoNotWaitForEachOther() throws StoreException {
    messages().add(List.of(inLane(1, 0, 1, 10), inLane(2, 0, 1, 10), inLane(3, 0, 2, 5)));
    assertThat(claimed(100, 200, 10)).containsExactly(id(3), id(1), id(2));
  }

  @Test
  default void manyThatWaitInALaneDoNotHideTheOthers() throws StoreException {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      messages.add(inLane(i, 7, i, 10));
    }
    messages.add(message(9_001, 20));
    messages.add(inLane(9_002, 8, 1, 30));
    messages().add(messages);
    assertThat(claimed(100, 200, 10)).containsExactly(id(0), id(9_001), id(9_002));
  }

  /** Also when they are taken out in any order, some of them by death. More rounds can be set. */
  @Test
  default void noLaneStandsStillWhoeverTakesOutItsMessages() throws Exception {
    int lanes = 20;
    int length = 30;
    int rounds = Integer.getInteger("rounds", 3);
    for (int round = 0; round < rounds; round++) {
      List<Message> all = new ArrayList<>();
      for (long lane = 1; lane <= lanes; lane++) {
        for (long sequence = 1; sequence <= length; sequence++) {
          all.add(inLane(lane * 100 + sequence, lane, sequence, 10));
        }
      }
      messages().add(all);
      long seed = System.nanoTime();
      List<Callable<Boolean>> takers = new ArrayList<>();
      for (int part = 0; part < 4; part++) {
        MessageStore store = part % 2 == 0 ? messages() : other().messages();
        List<MessageId> its = new ArrayList<>();
        for (int i = part; i < all.size(); i += 4) {
          its.add(all.get(i).id());
        }
        // A quarter stays.
        its.subList(0, its.size() / 4).clear();
        Collections.shuffle(its, new Random(seed + part));
        takers.add(() -> takeOut(store, its));
      }
      takers.add(
          () -> {
            for (int i = 0; i < 20; i++) {
              messages().claim(OWNER, ALL, 100, 100, 7);
            }
            return true;
          });
      AtOnce.run(takers);

      List<Message> left = alive();
      assertThat(left).as("seed %d", seed).isNotEmpty();
      for (int i = 0; i < length + 5 && !left.isEmpty(); i++) {
        messages().remove(claimed(100, 200, 1_000));
        left = alive();
      }
      assertThat(left).as("seed %d: what cannot be claimed any more", seed).isEmpty();
      messages().remove(dead().stream().map(Message::id).toList());
    }
  }

  private static boolean takeOut(MessageStore store, List<MessageId> ids) throws StoreException {
    for (int i = 0; i < ids.size(); i += 3) {
      List<MessageId> some = ids.subList(i, Math.min(i + 3, ids.size()));
      if (i % 2 == 0) {
        store.remove(some);
      } else {
        // Claimed or not.
        store.record(
            OWNER,
            some.stream()
                .flatMap(id -> Stream.of(10, 100).map(at -> new Attempt(id, at, 1, 10, "no", true)))
                .toList());
      }
    }
    return true;
  }

  @Test
  default void claimersAtTheSameTimeNeverGetTheSameMessage() throws Exception {
    List<MessageStore> stores = List.of(messages(), other().messages());
    messages().add(LongStream.range(0, 1_000).mapToObj(number -> message(number, 10)).toList());
    List<Callable<List<MessageId>>> claimers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      MessageStore store = stores.get(i % 2);
      long owner = i;
      claimers.add(
          () -> {
            List<MessageId> mine = new ArrayList<>();
            // A claim may come back empty-handed while another one holds what is left.
            for (int empty = 0; empty < 3; ) {
              List<Message> claimed = store.claim(owner + 1, ALL, 100, 200, 17);
              claimed.forEach(message -> mine.add(message.id()));
              empty = claimed.isEmpty() ? empty + 1 : 0;
            }
            return mine;
          });
    }
    List<MessageId> all = AtOnce.run(claimers).stream().flatMap(List::stream).toList();
    List<MessageId> rest = claimed(100, 200, 1_000);
    assertThat(all).doesNotHaveDuplicates();
    assertThat(all.size() + rest.size()).isEqualTo(1_000);
    assertThat(rest).doesNotContainAnyElementsOf(all);
  }

  @Test
  default void claimersAtTheSameTimeKeepTheOrderOfEachLane() throws Exception {
    int lanes = 5;
    int length = 20;
    for (long lane = 1; lane <= lanes; lane++) {
      for (long sequence = 1; sequence <= length; sequence++) {
        messages().add(List.of(inLane(lane * 100 + sequence, lane, sequence, 10)));
      }
    }
    List<Long> delivered = Collections.synchronizedList(new ArrayList<>());
    List<Callable<Boolean>> claimers = new ArrayList<>();
    List<MessageStore> stores = List.of(messages(), other().messages(), messages());
    for (int i = 0; i < stores.size(); i++) {
      MessageStore store = stores.get(i);
      long owner = i + 1;
      claimers.add(
          () -> {
            while (delivered.size() < lanes * length) {
              for (Message claimed : store.claim(owner, ALL, 100, 200, 3)) {
                delivered.add(claimed.id().low());
                assertThat(store.finish(owner, List.of(claimed.id()))).isEmpty();
              }
            }
            return true;
          });
    }
    AtOnce.run(claimers);
    assertThat(delivered).hasSize(lanes * length);
    for (long lane = 1; lane <= lanes; lane++) {
      long its = lane;
      assertThat(delivered).filteredOn(number -> number / 100 == its).isSorted();
    }
  }

  /** A message that is stored with others is never seen without those before it. */
  @Test
  default void aLaneThatComesDuringAClaimBeginsWithItsFirstMessage() throws Exception {
    int lanes = 400;
    MessageStore adding = other().messages();
    List<Message> claimed = Collections.synchronizedList(new ArrayList<>());
    Callable<Boolean> adder =
        () -> {
          for (long lane = 1; lane <= lanes; lane++) {
            adding.add(
                List.of(
                    inLane(lane * 10, lane, 1, 10),
                    inLane(lane * 10 + 1, lane, 2, 10),
                    inLane(lane * 10 + 2, lane, 3, 10)));
          }
          return true;
        };
    Callable<Boolean> claimer =
        () -> {
          while (claimed.size() < lanes) {
            claimed.addAll(messages().claim(OWNER, ALL, 100, 200, 500));
          }
          return true;
        };
    AtOnce.run(List.of(adder, claimer));
    assertThat(claimed).hasSize(lanes).allMatch(message -> message.sequence() == 1);
  }

  @Test
  default void aMessageClaimedInOneStoreIsLeasedInTheOther() throws StoreException {
    messages().add(List.of(inLane(1, 7, 1, 10), inLane(2, 7, 2, 10)));
    assertThat(other().messages().claim(OTHER, ALL, 10, 100, 10))
        .containsExactly(due(inLane(1, 7, 1, 10), 100));
    assertThat(claimed(99, 200, 10)).isEmpty();
    other().messages().remove(ids(1));
    assertThat(claimed(99, 200, 10)).containsExactly(id(2));
  }
}
