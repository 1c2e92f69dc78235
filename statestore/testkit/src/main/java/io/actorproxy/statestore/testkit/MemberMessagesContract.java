package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.MessageKind.ASYNC;
import static io.actorproxy.statestore.MessageKind.EFFECT;
import static io.actorproxy.statestore.MessageKind.SCHEDULE;
import static io.actorproxy.statestore.testkit.MessageWords.id;
import static io.actorproxy.statestore.testkit.MessageWords.ids;
import static io.actorproxy.statestore.testkit.MessageWords.inLane;
import static io.actorproxy.statestore.testkit.MessageWords.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.MemberMessages;
import io.actorproxy.statestore.MemberMessages.Placed;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.MessagePlace;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How members of a cluster share messages. */
interface MemberMessagesContract {
  Set<MessageKind> ALL = MessageWords.ALL;
  ClaimLimits MANY = new ClaimLimits(100, 100, 100_000);
  SlotId HERE = new SlotId("g", 7);
  SlotId THERE = new SlotId("g", 8);
  SlotId ELSEWHERE = new SlotId("h", 7);

  ClusterWords words();

  StateStore stateStore();

  /** The same store, which encrypts contents, and reads no others. */
  StateStore encrypted() throws StoreException;

  private MessageStore messages() {
    return stateStore().messages();
  }

  private MemberMessages members() {
    return messages().ofMembers().orElseThrow();
  }

  private static Message in(@Nullable SlotId slot, Message message) {
    return message.withPlace(slot == null ? null : new MessagePlace(slot.group(), slot.number()));
  }

  private static Message withoutGroup(Message message) {
    return message.withPlace(new MessagePlace(null, 7));
  }

  private List<Message> claim(Identity me, SlotId... slots) throws StoreException {
    return members().claim(me, Set.of(slots), ALL, 50, MANY);
  }

  private List<Message> alive() throws StoreException {
    return messages().list(ALL, false, Optional.empty(), Integer.MAX_VALUE);
  }

  // --- claims

  @Test
  default void aMemberClaimsWhatIsDueInItsSlots() throws StoreException {
    Identity me = words().join("a");
    messages()
        .add(
            List.of(
                in(HERE, message(1, 30)),
                in(THERE, message(2, 10)),
                in(ELSEWHERE, message(3, 10)),
                in(HERE, message(4, SCHEDULE, 20)),
                in(HERE, message(5, 51)),
                withoutGroup(message(6, 10)),
                message(7, 10),
                in(HERE, message(8, ASYNC, 20))));
    assertThat(members().claim(me, Set.of(HERE, THERE), Set.of(EFFECT, SCHEDULE), 50, MANY))
        .containsExactly(message(2, 10), message(4, SCHEDULE, 20), message(1, 30));
    assertThat(members().claim(me, Set.of(), ALL, 50, MANY)).isEmpty();
    assertThat(claim(me, HERE, THERE)).containsExactly(message(8, ASYNC, 20));
    assertThat(claim(me, HERE, THERE)).isEmpty();
  }

  @Test
  default void aLimitedClaimTakesTheLongestDue() throws StoreException {
    Identity me = words().join("a");
    List<Message> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      many.add(in(new SlotId("g", i % 30), message(i, 60 - i)));
    }
    messages().add(many);
    Set<SlotId> slots =
        Set.copyOf(IntStream.range(0, 30).mapToObj(i -> new SlotId("g", i)).toList());
    assertThat(members().claim(me, slots, ALL, 50, new ClaimLimits(3, 1, 100_000)))
        .containsExactly(message(59, 1), message(58, 2), message(57, 3));
  }

  @Test
  default void aClaimCountsHoweverLongItsMemberLives() throws StoreException {
    Identity me = words().join("a");
    Identity other = words().join("a");
    messages().add(List.of(in(HERE, message(1, 10))));
    assertThat(claim(me, HERE)).containsExactly(message(1, 10));
    assertThat(members().claim(other, Set.of(HERE), ALL, Long.MAX_VALUE, MANY)).isEmpty();
    assertThat(messages().finish(other.epoch(), ids(1))).containsExactly(id(1));
    assertThat(messages().finish(me.epoch(), ids(1))).isEmpty();
    assertThat(alive()).isEmpty();
  }

  @Test
  default void claimsOfAMemberThatWasFencedAreOpenToTheOwnersOfTheirSlots() throws StoreException {
    Identity me = words().join("a");
    Identity dead = words().join("a");
    messages()
        .add(
            List.of(
                in(HERE, message(1, 10)),
                in(HERE, message(2, SCHEDULE, 20)),
                in(THERE, message(3, 10))));
    assertThat(claim(dead, HERE, THERE)).hasSize(3);
    words().fence(me, dead);
    assertThat(members().claim(me, Set.of(HERE), Set.of(EFFECT), 50, MANY))
        .containsExactly(message(1, 10));
    assertThat(members().nextDue(Set.of(HERE), Set.of(SCHEDULE))).contains(20L);
    assertThat(messages().finish(dead.epoch(), ids(1))).containsExactly(id(1));
    assertThat(claim(me, THERE)).containsExactly(message(3, 10));
  }

  @Test
  default void aMemberThatHasEndedClaimsNothing() throws StoreException {
    Identity me = words().join("a");
    messages().add(List.of(in(HERE, message(1, 10))));
    assertThat(claim(new Identity(me.epoch(), me.nonce() + 1), HERE)).isEmpty();
    words().change(me, new Change.Leave());
    assertThat(claim(me, HERE)).isEmpty();
  }

  @Test
  default void claimsOfAProcessThatWorkedAloneAreOpenWhenTheirLeasesEnd() throws StoreException {
    Identity me = words().join("a");
    messages().add(MessageWords.OWNER, List.of(in(HERE, message(1, 40)), in(HERE, message(2, 60))));
    assertThat(claim(me, HERE)).containsExactly(message(1, 40));
    assertThat(members().nextDue(Set.of(HERE), ALL)).contains(60L);
  }

  @Test
  default void aProcessThatWorksAloneAfterwardsClaimsAll() throws StoreException {
    Identity me = words().join("a");
    messages().add(List.of(in(HERE, message(1, 10)), withoutGroup(message(2, 11)), message(3, 12)));
    claim(me, HERE);
    words().change(me, new Change.Leave());
    assertThat(messages().claim(MessageWords.OWNER, ALL, 50, 100, 10))
        .containsExactly(message(1, 100), message(2, 100), message(3, 100));
  }

  @Test
  default void whatAMemberGivesBackIsTheNextOwners() throws StoreException {
    Identity me = words().join("a");
    Identity next = words().join("a");
    messages().add(List.of(in(HERE, message(1, 10)), in(HERE, message(2, 10))));
    claim(me, HERE);
    messages().release(me.epoch(), ids(1), 20);
    assertThat(claim(next, HERE)).containsExactly(message(1, 20));
    messages().release(me.epoch(), ids(1), 30);
    assertThat(messages().find(id(1))).contains(message(1, 20));
    assertThat(claim(me, HERE)).isEmpty();
  }

  @Test
  default void claimsThatAMemberDoesNotKnowAreGivenBack() throws StoreException {
    Identity me = words().join("a");
    Identity next = words().join("a");
    messages()
        .add(
            List.of(in(HERE, message(1, 10)), in(HERE, message(2, 10)), in(THERE, message(3, 10))));
    claim(me, HERE);
    claim(next, THERE);
    assertThat(members().forgetClaims(me, Set.of(id(2), id(9)))).isEqualTo(1);
    assertThat(members().forgetClaims(me, Set.of(id(2)))).isZero();
    assertThat(claim(next, HERE, THERE)).containsExactly(message(1, 10));
    assertThat(messages().finish(me.epoch(), ids(2))).isEmpty();
  }

  @Test
  default void aResultIsRecordedOfAClaimThatCounts() throws StoreException {
    Identity me = words().join("a");
    Identity next = words().join("a");
    messages().add(List.of(in(HERE, message(1, 10)), in(HERE, message(2, 10))));
    Message first = claim(me, HERE).getFirst();
    Attempt failed = Attempt.of(first, 1, 40, "not ready", false);
    assertThat(messages().record(next.epoch(), List.of(failed))).containsExactly(id(1));
    assertThat(messages().record(me.epoch(), List.of(failed))).isEmpty();
    assertThat(messages().record(me.epoch(), List.of(failed))).isEmpty();
    assertThat(claim(next, HERE)).containsExactly(MessageWords.after(first, failed));
  }

  @Test
  default void aDeadLetterThatComesBackIsClaimedByTheOwnerOfItsSlot() throws StoreException {
    Identity me = words().join("a");
    messages().add(List.of(in(HERE, message(1, 10))));
    Message first = claim(me, HERE).getFirst();
    messages().record(me.epoch(), List.of(Attempt.of(first, 1, 40, "no such action", true)));
    assertThat(claim(me, HERE)).isEmpty();
    messages().revive(ids(1), 45);
    assertThat(claim(me, HERE)).containsExactly(message(1, 45));
  }

  // --- lanes

  @Test
  default void aLaneIsClaimedFromItsFirstMessageOn() throws StoreException {
    Identity me = words().join("a");
    messages()
        .add(
            List.of(
                in(HERE, inLane(1, 5, 1, 10)),
                in(HERE, inLane(2, 5, 2, 10)),
                in(HERE, inLane(3, 5, 3, 10)),
                in(HERE, message(4, 11))));
    assertThat(claim(me, HERE))
        .containsExactly(
            inLane(1, 5, 1, 10), inLane(2, 5, 2, 10), inLane(3, 5, 3, 10), message(4, 11));
  }

  @Test
  default void whileALivingMemberHasTheFirstOfALaneNoOtherIsClaimed() throws StoreException {
    Identity me = words().join("a");
    Identity next = words().join("a");
    messages().add(List.of(in(HERE, inLane(1, 5, 1, 10)), in(HERE, inLane(2, 5, 2, 10))));
    members().claim(me, Set.of(HERE), ALL, 50, new ClaimLimits(1, 1, 1_000));
    messages().add(List.of(in(HERE, inLane(3, 5, 3, 10))));
    assertThat(claim(next, HERE)).isEmpty();
    assertThat(messages().finish(me.epoch(), ids(1))).isEmpty();
    assertThat(claim(next, HERE)).containsExactly(inLane(2, 5, 2, 10), inLane(3, 5, 3, 10));
  }

  @Test
  default void behindTheFirstOfALaneNothingIsClaimedThatALivingMemberHas() throws StoreException {
    Identity me = words().join("a");
    Identity next = words().join("a");
    messages().add(List.of(in(HERE, inLane(1, 5, 1, 10)), in(HERE, inLane(2, 5, 2, 10))));
    claim(me, HERE);
    messages().release(me.epoch(), ids(1), 10);
    assertThat(claim(next, HERE)).containsExactly(inLane(1, 5, 1, 10));
    messages().finish(next.epoch(), ids(1));
    assertThat(claim(next, HERE)).isEmpty();
    messages().release(me.epoch(), ids(2), 10);
    assertThat(claim(next, HERE)).containsExactly(inLane(2, 5, 2, 10));
  }

  @Test
  default void aLaneOfAMemberThatWasFencedGoesOnWithItsFirst() throws StoreException {
    Identity me = words().join("a");
    Identity dead = words().join("a");
    messages().add(List.of(in(HERE, inLane(1, 5, 1, 10)), in(HERE, inLane(2, 5, 2, 10))));
    claim(dead, HERE);
    words().fence(me, dead);
    assertThat(claim(me, HERE)).containsExactly(inLane(1, 5, 1, 10), inLane(2, 5, 2, 10));
  }

  // --- time

  @Test
  default void whatIsClaimedOrInSlotsOfOthersIsNotWaitedFor() throws StoreException {
    Identity me = words().join("a");
    messages()
        .add(
            List.of(
                in(HERE, message(1, 10)),
                in(HERE, message(2, SCHEDULE, 70)),
                in(THERE, message(3, 5)),
                message(4, 5)));
    assertThat(members().nextDue(Set.of(HERE), ALL)).contains(10L);
    claim(me, HERE);
    assertThat(members().nextDue(Set.of(HERE), ALL)).contains(70L);
    assertThat(members().nextDue(Set.of(HERE), Set.of(EFFECT))).isEmpty();
    assertThat(members().nextDue(Set.of(), ALL)).isEmpty();
  }

  // --- places

  @Test
  default void aTurnsMessagesHaveTheirPlaces() throws StoreException {
    Identity me = words().join("a");
    Save save =
        MessageWords.exchange(
            new ActorKey("shop", "", "sender"),
            0,
            "state",
            1,
            List.of(in(HERE, message(1, 10)), withoutGroup(message(2, 10))),
            List.of());
    stateStore().snapshots().save(List.of(save.by(me)));
    assertThat(claim(me, HERE)).containsExactly(message(1, 10));
    assertThat(members().withoutGroup(Optional.empty(), 10))
        .containsExactly(new Placed(id(2), MessageWords.TARGET, 10, new MessagePlace(null, 7)));
  }

  @Test
  default void messagesWithoutGroupAreFoundInPagesAndPlaced() throws StoreException {
    Identity me = words().join("a");
    messages()
        .add(
            List.of(
                withoutGroup(message(1, 30)),
                withoutGroup(message(2, 10)),
                withoutGroup(message(3, SCHEDULE, 20)),
                in(HERE, message(4, 10)),
                message(5, 10)));
    List<Placed> page = members().withoutGroup(Optional.empty(), 2);
    assertThat(page).extracting(Placed::id).containsExactly(id(2), id(3));
    assertThat(members().withoutGroup(Optional.of(page.getLast().cursor()), 2))
        .extracting(Placed::id)
        .containsExactly(id(1));
    members()
        .place(
            Map.of(
                id(3),
                new MessagePlace("g", 8),
                id(1),
                new MessagePlace("g", 7),
                id(9),
                new MessagePlace("g", 7)));
    assertThat(members().withoutGroup(Optional.empty(), 9))
        .extracting(Placed::id)
        .containsExactly(id(2));
    assertThat(claim(me, THERE)).containsExactly(message(3, SCHEDULE, 20));
  }

  @Test
  default void allThatIsAliveIsListedWithItsPlace() throws StoreException {
    Identity me = words().join("a");
    messages()
        .add(
            List.of(
                message(1, 10),
                in(ELSEWHERE, message(2, SCHEDULE, 20)),
                withoutGroup(message(3, 15)),
                in(HERE, message(4, 5))));
    messages().record(me.epoch(), List.of(new Attempt(id(4), 5, 1, 5, "dead", true)));
    List<Placed> page = members().places(Optional.empty(), 2);
    assertThat(page)
        .containsExactly(
            new Placed(id(1), MessageWords.TARGET, 10, null),
            new Placed(id(3), MessageWords.TARGET, 15, new MessagePlace(null, 7)));
    assertThat(members().places(Optional.of(page.getLast().cursor()), 2))
        .containsExactly(new Placed(id(2), MessageWords.TARGET, 20, new MessagePlace("h", 7)));
  }

  @Test
  default void whatWasStoredAloneIsClaimedOnceItHasAPlace() throws StoreException {
    Identity me = words().join("a");
    messages().add(List.of(message(1, 10), in(ELSEWHERE, message(2, 20))));
    members().place(Map.of(id(1), new MessagePlace("g", 7), id(2), new MessagePlace("g", 7)));
    assertThat(claim(me, HERE)).containsExactly(message(1, 10), message(2, 20));
  }

  // --- contents

  @Test
  default void membersReadWhatIsEncrypted() throws StoreException {
    Identity me = words().join("a");
    try (StateStore store = encrypted()) {
      store.messages().add(List.of(in(HERE, message(1, 10))));
      assertThat(alive()).doesNotContain(message(1, 10));
      MemberMessages members = store.messages().ofMembers().orElseThrow();
      assertThat(members.claim(me, Set.of(HERE), ALL, 50, MANY)).containsExactly(message(1, 10));
      List<MessageId> dead = new ArrayList<>();
      MessageStore reading = store.messages();
      reading.whenUnreadable((stored, _) -> dead.add(stored.id()));
      messages().add(List.of(in(HERE, message(2, 10))));
      assertThat(reading.ofMembers().orElseThrow().claim(me, Set.of(HERE), ALL, 50, MANY))
          .isEmpty();
      assertThat(dead).containsExactly(id(2));
      assertThat(messages().count(ALL, true)).isOne();
    }
  }
}
