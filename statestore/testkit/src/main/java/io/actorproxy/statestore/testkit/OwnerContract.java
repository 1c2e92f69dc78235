package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.MessageKind.SCHEDULE;
import static io.actorproxy.statestore.testkit.MessageWords.after;
import static io.actorproxy.statestore.testkit.MessageWords.due;
import static io.actorproxy.statestore.testkit.MessageWords.id;
import static io.actorproxy.statestore.testkit.MessageWords.ids;
import static io.actorproxy.statestore.testkit.MessageWords.inLane;
import static io.actorproxy.statestore.testkit.MessageWords.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.ClaimLimits;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.StoreException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose a claim is, and what other processes may still do. */
interface OwnerContract extends MessageWords {

  /** Message 1, whose claim {@link #OTHER} holds until 200 after the lease of OWNER has ended. */
  private Message lostToOther() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Message claimed = messages().claim(OWNER, ALL, 10, 100, 1).getFirst();
    messages().claim(OTHER, ALL, 100, 200, 1);
    return claimed;
  }

  @Test
  default void aLostClaimIsNotRenewed() throws StoreException {
    Message claimed = lostToOther();
    assertThat(messages().renew(OWNER, List.of(claimed), 900)).containsExactly(id(1));
    assertThat(alive()).containsExactly(message(1, 200));
  }

  @Test
  default void aLostClaimIsNotRenewedThoughTheOtherLeaseEndsAtTheSameTime() throws StoreException {
    Message claimed = lostToOther();
    assertThat(messages().renew(OWNER, List.of(due(claimed, 200)), 900)).containsExactly(id(1));
    assertThat(alive()).containsExactly(message(1, 200));
    assertThat(messages().renew(OTHER, List.of(due(claimed, 200)), 300)).isEmpty();
    assertThat(alive()).containsExactly(message(1, 300));
  }

  @Test
  default void whatIsNotClaimedIsNotRenewed() throws StoreException {
    messages().add(List.of(message(1, 10)));
    assertThat(messages().renew(OWNER, List.of(message(1, 10)), 900)).containsExactly(id(1));
    assertThat(alive()).containsExactly(message(1, 10));
    assertThat(messages().renew(OWNER, List.of(message(7, 10)), 900)).isEmpty();
  }

  @Test
  default void whatWasTakenOverIsNeitherRenewedNorRecordedByItsOwnerBefore() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 10), message(3, 10)));
    List<Message> claimed = messages().claim(OWNER, ALL, 10, 100, 10);
    messages().takeOver(OTHER, 50, 100);

    assertThat(messages().renew(OWNER, claimed, 900))
        .containsExactlyInAnyOrder(id(1), id(2), id(3));
    assertThat(
            messages()
                .record(
                    OWNER,
                    List.of(
                        Attempt.of(claimed.get(0), 1, 50, "went away", true),
                        Attempt.of(claimed.get(1), 1, 300, "not ready", false))))
        .containsExactlyInAnyOrder(claimed.get(0).id(), claimed.get(1).id());
    assertThat(dead()).isEmpty();
    assertThat(alive()).containsExactly(message(1, 50), message(2, 50), message(3, 50));
  }

  @Test
  default void aRenewalOrAResultThatIsStoredAlreadyIsNotRefused() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 10)));
    List<Message> claimed = messages().claim(OWNER, ALL, 10, 100, 10);
    assertThat(messages().renew(OWNER, claimed, 200)).isEmpty();
    assertThat(messages().renew(OWNER, claimed, 200)).isEmpty();
    List<Attempt> results =
        List.of(
            Attempt.of(due(claimed.get(0), 200), 1, 300, "not ready", false),
            Attempt.of(due(claimed.get(1), 200), 1, 300, "went away", true));
    assertThat(messages().record(OWNER, results)).isEmpty();
    assertThat(messages().record(OWNER, results)).isEmpty();
  }

  @Test
  default void ofSeveralLeasesOneThatHoldsIsEnough() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Message claimed = messages().claim(OWNER, ALL, 10, 100, 1).getFirst();
    assertThat(messages().renew(OWNER, List.of(due(claimed, 50), claimed, due(claimed, 70)), 200))
        .isEmpty();
    assertThat(
            messages()
                .record(
                    OWNER,
                    List.of(
                        Attempt.of(due(claimed, 50), 1, 300, "not ready", false),
                        Attempt.of(due(claimed, 200), 1, 300, "not ready", false))))
        .isEmpty();
    assertThat(alive()).hasSize(1);
  }

  @Test
  default void aDeliveryUnderALostClaimDoesNotFinish() throws StoreException {
    lostToOther();
    messages().add(List.of(message(2, 10)));
    messages().claim(OWNER, ALL, 10, 100, 1);
    assertThat(messages().finish(OWNER, ids(1, 2, 7))).containsExactly(id(1));
    assertThat(alive()).containsExactly(message(1, 200));
    assertThat(messages().finish(OTHER, ids(1, 2))).isEmpty();
    assertThat(alive()).isEmpty();
  }

  @Test
  default void whatNoOtherHasClaimedFinishes() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 500), message(3, 500)));
    messages().claim(OWNER, ALL, 10, 20, 1);
    messages().record(OWNER, List.of(attempt(id(3), 5, 600, "no such action", true)));
    assertThat(messages().finish(OWNER, ids(1, 2, 3))).isEmpty();
    assertThat(alive()).isEmpty();
    assertThat(dead()).isEmpty();
  }

  @Test
  default void aLaneGoesOnWhenItsFirstFinishes() throws StoreException {
    messages().add(List.of(inLane(1, 7, 1, 10), inLane(2, 7, 2, 10)));
    messages().claim(OWNER, ALL, 10, 100, 10);
    assertThat(messages().finish(OTHER, ids(1))).containsExactly(id(1));
    assertThat(messages().claim(OTHER, ALL, 10, 100, 10)).isEmpty();
    assertThat(messages().finish(OWNER, ids(1))).isEmpty();
    assertThat(messages().claim(OTHER, ALL, 10, 100, 10)).containsExactly(inLane(2, 7, 2, 100));
  }

  @Test
  default void aFailureUnderALostClaimIsNotRecorded() throws StoreException {
    Message claimed = lostToOther();
    Attempt late = Attempt.of(due(claimed, 200), 1, 300, "too late", true);
    assertThat(messages().record(OWNER, List.of(late))).containsExactly(id(1));
    assertThat(alive()).containsExactly(message(1, 200));
    assertThat(messages().record(OTHER, List.of(late))).isEmpty();
    assertThat(dead()).containsExactly(after(message(1, 10), late));
  }

  @Test
  default void whatWasRecordedIsNotClaimedAnyMore() throws StoreException {
    messages().add(List.of(message(1, 10)));
    Message claimed = messages().claim(OWNER, ALL, 10, 100, 1).getFirst();
    messages().record(OWNER, List.of(Attempt.of(claimed, 1, 300, "not ready", false)));
    assertThat(messages().takeOver(OTHER, 100, 500)).isZero();
    assertThat(messages().finish(OTHER, ids(1))).isEmpty();
    assertThat(alive()).isEmpty();
  }

  @Test
  default void aReleasedMessageIsOpenToOthersWhenItIsDue() throws StoreException {
    messages().add(List.of(message(1, 10), message(2, 10)));
    messages().claim(OWNER, ALL, 10, 1_000, 10);
    messages().release(OWNER, ids(1), 20);
    messages().release(OWNER, ids(2), 300);
    assertThat(messages().claim(OTHER, ALL, 20, 100, 10)).containsExactly(message(1, 100));
    assertThat(messages().takeOver(OTHER, 20, 500)).isZero();
    assertThat(messages().finish(OTHER, ids(2))).isEmpty();
  }

  @Test
  default void onlyClaimsOfTheOwnerAreReleased() throws StoreException {
    lostToOther();
    messages().add(List.of(message(2, 500), message(3, 500)));
    messages().record(OWNER, List.of(attempt(id(3), 1, 600, "no such action", true)));
    messages().release(OWNER, ids(1, 2, 3, 7), 20);
    assertThat(alive()).containsExactly(message(1, 200), message(2, 500));
    assertThat(dead()).hasSize(1);
  }

  @Test
  default void claimsOfOthersAreTakenOver() throws StoreException {
    messages()
        .add(
            OTHER,
            List.of(
                message(1, 100),
                message(2, SCHEDULE, 200),
                message(3, 201),
                inLane(4, 7, 1, 150),
                inLane(5, 7, 2, 150),
                inLane(6, 7, 3, 150)));
    messages().add(OWNER, List.of(message(7, 150)));
    messages().add(List.of(message(8, 150), message(9, SCHEDULE, 150)));
    assertThat(messages().takeOver(OWNER, 100, 200)).isEqualTo(4);
    assertThat(messages().takeOver(OWNER, 100, 200)).isZero();
    assertThat(messages().find(id(3))).contains(message(3, 201));
    assertThat(messages().find(id(7))).contains(message(7, 150));
    assertThat(messages().claim(OWNER, ALL, 100, 900, new ClaimLimits(10, 10, 1_000)))
        .containsExactly(
            message(1, 900),
            message(2, SCHEDULE, 900),
            inLane(4, 7, 1, 900),
            inLane(5, 7, 2, 900),
            inLane(6, 7, 3, 900));
  }

  @Test
  default void whatIsAddedAsClaimedIsTheClaimOfItsOwner() throws StoreException {
    messages().add(OTHER, List.of(message(1, 100)));
    assertThat(messages().claim(OWNER, ALL, 99, 200, 1)).isEmpty();
    assertThat(messages().finish(OWNER, ids(1))).containsExactly(id(1));
    assertThat(messages().renew(OTHER, List.of(message(1, 100)), 150)).isEmpty();
    assertThat(alive()).containsExactly(message(1, 150));
  }

  @Test
  default void addingAgainChangesNoOwner() throws StoreException {
    messages().add(OTHER, List.of(message(1, 100)));
    messages().add(OWNER, List.of(message(1, 100)));
    messages().add(List.of(message(1, 100)));
    assertThat(messages().finish(OWNER, ids(1))).containsExactly(id(1));
  }

  @Test
  default void aReceiversSaveAndAnOperatorRemoveWhatAnyHasClaimed() throws StoreException {
    messages().add(OTHER, List.of(message(1, 100), message(2, 100)));
    save(MessageWords.exchange(ANN, 0, "taken in", WRITER, List.of(), ids(1)));
    messages().remove(ids(2));
    assertThat(alive()).isEmpty();
  }

  @Test
  default void whatIsHastenedIsDueThenAndNotClaimed() throws StoreException {
    messages().add(OTHER, List.of(message(1, 900), message(2, 900)));
    messages().add(List.of(message(3, 900), message(4, 900)));
    messages().record(OWNER, List.of(attempt(id(4), 1, 900, "no such action", true)));
    messages()
        .hasten(List.of(message(1, 900), message(2, 899), message(3, 900), message(4, 900)), 20);
    assertThat(alive()).containsExactly(message(1, 20), message(3, 20), message(2, 900));
    assertThat(dead()).hasSize(1);
    assertThat(messages().finish(OWNER, ids(1, 2))).containsExactly(id(2));
  }
}
