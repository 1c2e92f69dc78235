package io.actorproxy.statestore.testkit;

import static io.actorproxy.statestore.cluster.Slot.NO_MEMBER;
import static io.actorproxy.statestore.testkit.ClusterWords.assertRefused;
import static io.actorproxy.statestore.testkit.ClusterWords.done;
import static io.actorproxy.statestore.testkit.ClusterWords.joining;
import static io.actorproxy.statestore.testkit.ClusterWords.marked;
import static io.actorproxy.statestore.testkit.ClusterWords.named;
import static io.actorproxy.statestore.testkit.ClusterWords.profile;
import static io.actorproxy.statestore.testkit.ClusterWords.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ClusterStore} promises. The store of the simulation passes it too, so that what
 * the simulation shows holds for the others. Those on a server inherit {@link
 * ServerClusterStoreContract}, which says more.
 */
public abstract class ClusterStoreContract {
  private ClusterStore store;
  private ClusterWords words;

  /** The store of the running test, whose tables are empty. */
  protected abstract ClusterStore prepare() throws Exception;

  /** Whether the store takes a save of a member; each is of another actor. */
  protected abstract boolean takesSave(Identity member) throws Exception;

  /** The time of the store, in milliseconds. */
  protected abstract long storeMillis() throws Exception;

  /** Lets leases be older. */
  protected abstract void age(long millis) throws Exception;

  /** Keeps all tables as they are now; the result sets them back. */
  protected abstract Restoration dump() throws Exception;

  /** Sets tables back. */
  @FunctionalInterface
  protected interface Restoration {
    /** Sets them back. */
    void run() throws Exception;
  }

  @BeforeEach
  final void begin() throws Exception {
    store = prepare();
    words = new ClusterWords(store);
  }

  final ClusterStore store() {
    return store;
  }

  public final ClusterWords words() {
    return words;
  }

  // --- join

  @Test
  final void aMemberThatJoinsIsUpAndHasALease() {
    Joining joining = joining("a", "cart", "語");
    Identity me = done(store.join(joining));
    assertThat(me.nonce()).isEqualTo(joining.nonce());
    Changes changes = words.read();
    assertThat(changes.members())
        .containsExactly(new Member(me.epoch(), me.nonce(), profile("a"), Member.State.UP, true));
    Pulse pulse = words.beat(me);
    assertThat(pulse.isMember()).isTrue();
    assertThat(pulse.areViewsKnown()).isTrue();
    assertThat(pulse.view()).isEqualTo(changes.view());
    assertThat(pulse.leases()).containsOnlyKeys(me.epoch());
  }

  @Test
  final void aJoinThatIsRepeatedFindsTheMemberThatItMade() {
    Joining joining = joining("a", "cart");
    Identity me = done(store.join(joining));
    View view = words.view();
    assertThat(done(store.join(joining))).isEqualTo(me);
    assertThat(words.read().members()).hasSize(1);
    assertThat(words.view()).isEqualTo(view);
  }

  @Test
  final void whileMembersLiveOneOfAnotherMarkIsRefused() {
    Identity one = done(store.join(marked("one")));
    View view = words.view();
    assertRefused(store.join(marked("two")));
    assertThat(words.view()).isEqualTo(view);
    assertThat(words.read().members()).hasSize(1);
    done(store.join(marked("one")));

    for (Member member : words.read().members()) {
      words.change(new Identity(member.epoch(), member.nonce()), new Change.Leave());
    }
    done(store.join(marked("two")));
    assertRefused(store.join(marked("one")));
    assertThat(words.beat(one).isMember()).isFalse();
  }

  @Test
  final void aMarkIsChangedByMembersThatHaveBothWithoutAStopOfAll() {
    done(store.join(marked("first")));
    assertRefused(store.join(marked("next")));
    assertRefused(store.join(marked("next", "another")));

    done(store.join(marked("next", "first")));
    done(store.join(marked("first")));
    done(store.join(marked("next", "first")));
    assertRefused(store.join(marked("another")));

    done(store.join(marked("next")));
    assertRefused(store.join(marked("first")));
    done(store.join(marked("next", "first")));
    assertRefused(store.join(marked("first")));
  }

  @Test
  final void theFirstMemberOfTwoMarksLetsMembersOfBothJoin() {
    done(store.join(marked("next", "first")));
    done(store.join(marked("first")));
    done(store.join(marked("next")));
  }

  @Test
  final void aMemberWhoseLeaseIsOverComesBackAndFindsNoOtherMark() throws Exception {
    Identity one = done(store.join(marked("one")));
    age(5 * ClusterStore.LEASE_MILLIS);
    assertRefused(store.join(marked("two")));
    assertThat(words.beat(one).isMember()).isTrue();
    done(store.join(marked("one")));
  }

  @Test
  final void membersThatAreSilentForLongKeepNoOtherMarkAwayAndDoNotComeBack() throws Exception {
    Identity one = done(store.join(marked("one")));
    SlotId slot = new SlotId(words.groupOf("cart"), 0);
    words.adopt(one, slot);
    long version = words.slot(slot).version();
    age(ClusterStore.SILENT_MILLIS + 2 * ClusterStore.LEASE_MILLIS);
    Identity two = done(store.join(marked("two")));
    assertThat(words.beat(one).isMember()).isFalse();
    assertThat(takesSave(one)).isFalse();
    assertThat(takesSave(two)).isTrue();
    assertThat(words.read().members()).extracting(Member::epoch).containsExactly(two.epoch());
    assertThat(words.slot(slot).owner()).isEqualTo(NO_MEMBER);
    assertThat(words.slot(slot).version()).isGreaterThan(version);
    assertRefused(store.join(marked("one")));
  }

  @Test
  final void twoMembersOfOneProcessHaveDifferentEpochs() {
    Identity one = words.join("a");
    words.change(one, new Change.Leave());
    Identity next = words.join("a");
    assertThat(next.epoch()).isGreaterThan(one.epoch());
    assertThat(words.read().members()).hasSize(1);
  }

  @Test
  final void numbersAreAtLeastTheTimeOfTheStore() throws Exception {
    long before = storeMillis();
    Identity me = words.join("a");
    assertThat(me.epoch()).isGreaterThanOrEqualTo(before);
    assertThat(words.view().number()).isGreaterThanOrEqualTo(before);
    long later = storeMillis();
    View next = words.change(me, new Change.Announce(Member.State.UP, false)).view();
    assertThat(next.number()).isGreaterThanOrEqualTo(later);
  }

  // --- leases

  @Test
  final void aHeartbeatRenewsTheLeaseAndReadsThoseOfAll() throws Exception {
    Identity me = words.join("a");
    Identity other = words.join("a");
    long mine = words.leaseOf(me, other);
    long others = words.leaseOf(other, me);
    age(1);
    words.beat(me);
    assertThat(words.leaseOf(me, other)).isNotEqualTo(mine);
    assertThat(words.beat(me).leases()).containsOnlyKeys(me.epoch(), other.epoch());
    assertThat(words.leaseOf(other, me)).isNotEqualTo(others);
  }

  @Test
  final void aLateHeartbeatRenewsTheLease() throws Exception {
    Identity me = words.join("a");
    Identity other = words.join("a");
    age(10 * ClusterStore.LEASE_MILLIS);
    long late = words.leaseOf(me, other);
    assertThat(words.beat(me).isMember()).isTrue();
    assertThat(words.leaseOf(me, other)).isNotEqualTo(late);
    assertThat(takesSave(me)).isTrue();
    assertRefused(store.change(other, words.view(), new Change.Fence(me.epoch(), late, Map.of())));
  }

  @Test
  final void aHeartbeatOfAnotherNonceIsOfNoMember() throws Exception {
    Identity me = words.join("a");
    Identity other = words.join("a");
    Identity forged = new Identity(me.epoch(), me.nonce() + 1);
    long lease = words.leaseOf(me, other);
    assertThat(words.beat(forged).isMember()).isFalse();
    assertThat(words.leaseOf(me, other)).isEqualTo(lease);
    assertRefused(store.change(forged, words.view(), new Change.Leave()));
    assertThat(takesSave(forged)).isFalse();
    assertThat(takesSave(me)).isTrue();
  }

  @Test
  final void aMemberIsLivingUntilItsLeaseIsOver() throws Exception {
    assertThat(done(store.living())).isEmpty();
    Identity me = words.join("a");
    Identity other = words.join("b");
    Changes changes = words.change(other, new Change.Announce(Member.State.LEAVING, false));
    assertThat(done(store.living())).isEqualTo(changes.members());
    age(ClusterStore.LEASE_MILLIS + 1);
    assertThat(done(store.living())).isEmpty();
    words.beat(me);
    assertThat(done(store.living())).extracting(Member::epoch).containsExactly(me.epoch());
  }

  // --- fences

  @Test
  final void aMemberIsFencedIfItsLeaseIsTheOneThatWasSeen() throws Exception {
    Identity me = words.join("a");
    Identity dead = words.join("a");
    long seen = words.leaseOf(dead, me);
    age(1);
    words.beat(dead);
    View view = words.view();
    var stale = new Change.Fence(dead.epoch(), seen, Map.of());
    assertRefused(store.change(me, view, stale));
    assertThat(words.view()).isEqualTo(view);
    assertThat(takesSave(dead)).isTrue();

    words.fence(me, dead);
    assertThat(words.read().members()).extracting(Member::epoch).containsExactly(me.epoch());
    assertThat(words.beat(dead).isMember()).isFalse();
    assertThat(words.beat(me).leases()).containsOnlyKeys(me.epoch());
    assertRefused(store.change(dead, words.view(), new Change.Leave()));
    assertRefused(store.change(me, words.view(), stale));
  }

  @Test
  final void noSaveOfAFencedMemberIsTaken() throws Exception {
    Identity me = words.join("a");
    Identity dead = words.join("a");
    assertThat(takesSave(dead)).isTrue();
    words.fence(me, dead);
    assertThat(takesSave(dead)).isFalse();
    assertThat(takesSave(me)).isTrue();
    assertThat(takesSave(dead)).isFalse();
  }

  @Test
  final void slotsOfAFencedMemberGetTheOwnersThatAreNamedOrNone() {
    Identity me = words.join("a", "cart");
    Identity dead = words.join("a");
    Identity third = words.join("a");
    String group = words.groupOf("cart");
    SlotId given = new SlotId(group, 0);
    SlotId left = new SlotId(group, 1);
    SlotId previous = new SlotId(group, 2);
    SlotId kept = new SlotId(group, 3);
    SlotId between = new SlotId(group, 4);
    words.adopt(dead, given, left, previous);
    words.adopt(me, kept, between);
    words.change(dead, words.move(previous, third));
    words.change(me, words.move(between, dead));
    Slot before = words.slot(previous);

    Changes changes =
        words.change(
            me,
            new Change.Fence(
                dead.epoch(),
                words.leaseOf(dead, me),
                Map.of(given, third.epoch(), between, third.epoch())));
    long version = changes.view().number();
    assertThat(changes.slots())
        .containsExactlyInAnyOrder(
            new Slot(given, third.epoch(), NO_MEMBER, version),
            new Slot(left, NO_MEMBER, NO_MEMBER, version),
            new Slot(previous, third.epoch(), NO_MEMBER, before.version()),
            new Slot(between, third.epoch(), me.epoch(), version));
    assertThat(words.slot(kept).owner()).isEqualTo(me.epoch());
  }

  // --- views

  @Test
  final void ofTwoChangesOfOneViewOneIsRefused() {
    Identity me = words.join("a");
    Identity other = words.join("a");
    View seen = words.view();
    var change = new Change.Announce(Member.State.UP, false);
    Changes first = done(store.change(me, seen, change));
    assertThat(first.view().number()).isGreaterThan(seen.number());
    assertRefused(store.change(other, seen, change));
    assertRefused(store.change(me, seen, change));
    assertThat(words.view()).isEqualTo(first.view());
    assertThat(words.read().members()).extracting(Member::hostUp).containsExactly(false, true);
  }

  @Test
  final void aViewIsOnlyTheSameWithItsTokenAndItsHistory() {
    Identity me = words.join("a");
    View seen = words.view();
    var change = new Change.Announce(Member.State.LEAVING, true);
    assertRefused(
        store.change(me, new View(seen.number(), seen.token() + 1, seen.history()), change));
    assertRefused(
        store.change(me, new View(seen.number(), seen.token(), seen.history() - 1), change));
    assertRefused(store.read(new View(seen.number(), seen.token() + 1, seen.history())));
    assertThat(words.view()).isEqualTo(seen);
  }

  @Test
  final void eachChangeMakesAViewAlsoIfNoPartOfItApplies() {
    Identity me = words.join("a", "cart");
    View before = words.view();
    SlotId slot = new SlotId(words.groupOf("cart"), 0);
    Changes changes = words.change(me, words.move(slot, me));
    assertThat(changes.view().number()).isGreaterThan(before.number());
    assertThat(changes.view().token()).isNotEqualTo(before.token());
    assertThat(changes.view().history()).isEqualTo(before.history());
    assertThat(changes.slots()).isEmpty();
  }

  @Test
  final void aReadAnswersTheSlotsThatHaveChangedSinceAViewAndAllElse() {
    Identity me = words.join("a", "cart");
    SlotId slot = new SlotId(words.groupOf("cart"), 7);
    View before = words.view();
    words.adopt(me, slot);
    words.join("b", "desk");
    View between = words.view();
    Changes changes = done(store.read(before));
    assertThat(changes.slots()).contains(words.slot(slot)).doesNotHaveDuplicates();
    assertThat(changes.slots())
        .extracting(Slot::id)
        .containsExactlyInAnyOrderElementsOf(
            words.slots().keySet().stream()
                .filter(id -> id.equals(slot) || !id.group().equals(slot.group()))
                .toList());
    assertThat(changes.members()).hasSize(2);
    assertThat(changes.types()).containsOnlyKeys(type("cart"), type("desk"));
    assertThat(done(store.read(between)).slots()).isEmpty();
    assertThat(done(store.read(between)).members()).hasSize(2);
  }

  @Test
  final void whatAMemberSaysOfItselfIsRead() {
    Identity me = words.join("a");
    words.join("a");
    Changes changes = words.change(me, new Change.Announce(Member.State.LEAVING, false));
    assertThat(changes.members()).extracting(Member::isUp).containsExactly(false, true);
    assertThat(changes.members()).extracting(Member::hostUp).containsExactly(false, true);
    assertThat(words.read().members()).isEqualTo(changes.members());
  }

  // --- slots

  @Test
  final void slotsMoveFromTheirOwnerInTheVersionThatItKnows() {
    Identity me = words.join("a", "cart");
    Identity other = words.join("a");
    SlotId slot = new SlotId(words.groupOf("cart"), 0);
    words.adopt(me, slot);
    var stale = new Change.SlotVersion(slot, words.slot(slot).version() - 1);
    words.change(me, new Change.Move(List.of(stale), List.of(other.epoch())));
    assertThat(words.slot(slot).owner()).isEqualTo(me.epoch());
    words.change(other, words.move(slot, other));
    assertThat(words.slot(slot).owner()).isEqualTo(me.epoch());

    Changes moved = words.change(me, words.move(slot, other));
    Slot expected = new Slot(slot, other.epoch(), me.epoch(), moved.view().number());
    assertThat(moved.slots()).containsExactly(expected);
    assertThat(words.slot(slot)).isEqualTo(expected);
  }

  @Test
  final void slotsMoveToMembersThatAreUpOnly() {
    Identity me = words.join("a", "cart");
    Identity leaving = words.join("a");
    Identity gone = words.join("a");
    SlotId slot = new SlotId(words.groupOf("cart"), 0);
    words.adopt(me, slot);
    words.change(leaving, new Change.Announce(Member.State.LEAVING, true));
    words.change(gone, new Change.Leave());
    words.change(me, words.move(slot, leaving));
    words.change(me, words.move(slot, gone));
    assertThat(words.slot(slot).owner()).isEqualTo(me.epoch());
  }

  @Test
  final void onlySlotsWithoutOwnerAreAdopted() {
    Identity me = words.join("a", "cart");
    Identity other = words.join("a");
    SlotId taken = new SlotId(words.groupOf("cart"), 0);
    SlotId free = new SlotId(words.groupOf("cart"), 1);
    words.adopt(me, taken);
    words.adopt(other, taken, free);
    assertThat(words.slot(taken).owner()).isEqualTo(me.epoch());
    assertThat(words.slot(free).owner()).isEqualTo(other.epoch());
    assertThat(words.slot(free).version()).isEqualTo(words.view().number());
  }

  @Test
  final void anAdoptedSlotKeepsItsPreviousOwner() {
    Identity me = words.join("a", "cart");
    Identity dead = words.join("a");
    SlotId slot = new SlotId(words.groupOf("cart"), 0);
    words.adopt(me, slot);
    words.change(me, words.move(slot, dead));
    words.fence(me, dead);
    assertThat(words.slot(slot).owner()).isEqualTo(NO_MEMBER);
    assertThat(words.slot(slot).previous()).isEqualTo(me.epoch());
    words.change(me, new Change.Adopt(Map.of(slot, words.join("a").epoch())));
    assertThat(words.slot(slot).owner()).isNotEqualTo(NO_MEMBER);
    assertThat(words.slot(slot).previous()).isEqualTo(me.epoch());
  }

  @Test
  final void aSettledSlotHasNoPreviousOwnerAndKeepsItsVersion() {
    Identity me = words.join("a", "cart");
    Identity other = words.join("a");
    SlotId slot = new SlotId(words.groupOf("cart"), 0);
    words.adopt(me, slot);
    words.change(me, words.move(slot, other));
    Slot moved = words.slot(slot);
    words.change(other, new Change.Settle(List.of(words.version(slot))));
    var stale = new Change.SlotVersion(slot, moved.version() - 1);
    words.change(me, new Change.Settle(List.of(stale)));
    assertThat(words.slot(slot)).isEqualTo(moved);

    Changes settled = words.change(me, new Change.Settle(List.of(words.version(slot))));
    assertThat(settled.slots())
        .containsExactly(new Slot(slot, other.epoch(), NO_MEMBER, moved.version()));
  }

  // --- leave

  @Test
  final void aMemberThatHasLeftIsGoneAndItsSlotsHaveNoOwner() throws Exception {
    Identity me = words.join("a", "cart");
    Identity other = words.join("a");
    SlotId owned = new SlotId(words.groupOf("cart"), 0);
    SlotId given = new SlotId(words.groupOf("cart"), 1);
    words.adopt(me, owned, given);
    words.change(me, words.move(given, other));
    long version = words.slot(given).version();

    Changes changes = words.change(me, new Change.Leave());
    assertThat(changes.members()).extracting(Member::epoch).containsExactly(other.epoch());
    assertThat(changes.slots())
        .containsExactlyInAnyOrder(
            new Slot(owned, NO_MEMBER, NO_MEMBER, changes.view().number()),
            new Slot(given, other.epoch(), NO_MEMBER, version));
    assertThat(words.beat(me).isMember()).isFalse();
    assertThat(takesSave(me)).isFalse();
    assertThat(takesSave(other)).isTrue();
  }

  // --- types

  @Test
  final void typesThatAreRegisteredTogetherAreAGroupWithSlotsWithoutOwner() {
    Identity me = words.join("a", "cart", "desk");
    Changes changes = words.read();
    String group = words.groupOf("cart");
    assertThat(changes.groups()).containsExactly(Map.entry(group, "a"));
    assertThat(changes.types())
        .containsOnly(Map.entry(type("cart"), group), Map.entry(type("desk"), group));
    int count = changes.slots().size();
    assertThat(changes.slots())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count)
                .mapToObj(n -> new SlotId(group, n))
                .map(id -> new Slot(id, NO_MEMBER, NO_MEMBER, changes.view().number()))
                .toList());

    Changes registered =
        words.change(me, new Change.Register(named("desk", "lamp", "lamp", "rug")));
    assertThat(registered.types().get(type("desk"))).isEqualTo(group);
    assertThat(registered.types().get(type("lamp"))).isNotEqualTo(group);
    assertThat(registered.types().get(type("rug"))).isEqualTo(registered.types().get(type("lamp")));
    assertThat(registered.slots()).hasSize(count);
    words.change(me, new Change.Register(named("desk", "lamp")));
    words.join("a", "rug");
    assertThat(words.read().groups()).hasSize(2);
  }

  @Test
  final void aTypeStaysWithTheAppThatRegisteredItWhileAMemberServesItsGroup() {
    Identity first = words.join("a", "cart", "desk");
    String group = words.groupOf("cart");
    Identity second = words.join("b", "cart", "lamp");
    assertThat(words.groupOf("cart")).isEqualTo(group);
    assertThat(words.read().groups()).containsEntry(words.groupOf("lamp"), "b");

    words.change(first, new Change.Announce(Member.State.LEAVING, true));
    words.change(second, new Change.Register(named("cart")));
    assertThat(words.groupOf("cart")).isEqualTo(group);
    words.change(first, new Change.Leave());
    words.change(second, new Change.Register(named("cart")));
    String next = words.groupOf("cart");
    assertThat(next).isNotEqualTo(group);
    assertThat(words.read().groups()).containsEntry(next, "b").containsEntry(group, "a");
    assertThat(words.groupOf("desk")).isEqualTo(group);
    assertThat(words.slot(new SlotId(next, 0)).version())
        .isGreaterThan(words.slot(new SlotId(group, 0)).version());
  }

  @Test
  final void aMemberServesTheGroupsOfItsAppOfWhichItHasRegisteredAType() {
    Identity older = words.join("a", "cart", "desk");
    Identity newer = words.join("a", "desk", "lamp");
    Identity stranger = words.join("b", "lamp", "rug");
    String first = words.groupOf("cart");
    String added = words.groupOf("lamp");
    assertThat(words.read().serving())
        .containsEntry(older.epoch(), Set.of(first))
        .containsEntry(newer.epoch(), Set.of(first, added))
        .containsEntry(stranger.epoch(), Set.of(words.groupOf("rug")));

    words.change(older, new Change.Register(named("lamp", "rug")));
    assertThat(words.read().serving()).containsEntry(older.epoch(), Set.of(first, added));
    words.change(older, new Change.Leave());
    words.fence(stranger, newer);
    assertThat(words.read().serving()).containsOnlyKeys(stranger.epoch());
  }

  @Test
  final void aTypeThatItsAppHasWithdrawnIsTakenOver() {
    words.join("a", "desk");
    Identity withdrawn = words.join("a", "cart");
    String group = words.groupOf("cart");
    Identity other = words.join("b", "cart");
    assertThat(words.groupOf("cart")).isEqualTo(group);

    words.change(withdrawn, new Change.Leave());
    words.change(other, new Change.Register(named("cart")));
    assertThat(words.read().groups()).containsEntry(words.groupOf("cart"), "b");
  }

  @Test
  final void aGroupThatHasNoTypeAndThatNoMemberServesIsGoneWithItsSlots() {
    Identity first = words.join("a", "cart", "desk");
    String before = words.groupOf("cart");
    words.change(first, new Change.Leave());

    words.join("b", "cart");
    assertThat(words.read().groups()).as("it has the other type").containsKey(before);

    Identity third = words.join("c", "desk");
    assertThat(words.read().groups()).doesNotContainKey(before);
    assertThat(words.read().slots()).noneMatch(slot -> slot.id().group().equals(before));
    assertThat(words.beat(third).isMember()).isTrue();
  }

  @Test
  final void moreGroupsThanAnAppMayHaveAreNotMade() {
    Identity me = words.join("a");
    for (int i = 0; i < ClusterStore.GROUPS_OF_AN_APP + 1; i++) {
      words.change(me, new Change.Register(named("type-" + i)));
    }
    Identity other = words.join("b", "type-0", "other");
    assertThat(words.read().groups().values()).filteredOn("a"::equals).hasSize(64);
    assertThat(words.groupOf("type-64"))
        .isEqualTo(words.groupOf("type-63"))
        .isNotEqualTo(words.groupOf("type-62"));
    assertThat(words.read().groups()).containsEntry(words.groupOf("other"), "b");
    assertThat(words.beat(other).isMember()).isTrue();
  }

  @Test
  final void aTypeThatIsTakenOverIntoAnOldGroupHasLaterVersionsThanBefore() {
    Identity me = words.join("a");
    for (int i = 0; i < ClusterStore.GROUPS_OF_AN_APP; i++) {
      words.change(me, new Change.Register(named("type-" + i)));
    }
    SlotId owned = new SlotId(words.groupOf("type-63"), 0);
    words.adopt(me, owned);
    Identity other = words.join("b", "cart");
    SlotId before = new SlotId(words.groupOf("cart"), 0);
    words.adopt(other, before);
    long version = words.slot(before).version();
    words.change(other, new Change.Leave());

    words.change(me, new Change.Register(named("cart")));
    assertThat(words.groupOf("cart")).isEqualTo(owned.group());
    assertThat(words.slots().values())
        .filteredOn(slot -> slot.id().group().equals(owned.group()))
        .allMatch(slot -> slot.version() > version);
    assertThat(words.slot(owned).owner()).isEqualTo(me.epoch());
  }

  // --- a store that goes back

  @Test
  final void aStoreThatWentBackSaysSo() throws Exception {
    Identity me = words.join("a", "cart");
    View kept = words.view();
    Restoration restoration = dump();
    Identity lost = words.join("a");
    View view = words.view();
    assertThat(done(store.beat(lost, Set.of(kept, view, View.NONE))).areViewsKnown()).isTrue();

    restoration.run();
    Pulse pulse = done(store.beat(me, Set.of(kept, view)));
    assertThat(pulse.isMember()).isTrue();
    assertThat(pulse.areViewsKnown()).isFalse();
    assertThat(pulse.view()).isEqualTo(kept);
    assertThat(done(store.beat(me, Set.of(kept))).areViewsKnown()).isTrue();
    assertThat(words.beat(lost).isMember()).isFalse();
    assertThat(takesSave(lost)).isFalse();
    assertRefused(store.read(view));
    assertRefused(store.change(me, view, new Change.Leave()));
    assertThat(done(store.read(kept)).members()).hasSize(1);
  }

  @Test
  final void theFirstMemberThatTellsOfALostViewBeginsAHistory() throws Exception {
    Identity me = words.join("a", "cart");
    Restoration restoration = dump();
    words.change(me, new Change.Announce(Member.State.UP, false));
    View middle = words.view();
    words.change(me, new Change.Announce(Member.State.UP, true));
    // A database whose clock was ahead.
    View ahead = new View(words.view().number() + 60_000, 7, middle.history());
    restoration.run();
    View before = words.view();

    Identity next = done(store.join(joining("a", Set.of(before, ahead))));
    View begun = words.view();
    assertThat(begun.number()).isGreaterThan(ahead.number());
    assertThat(begun.history()).isEqualTo(begun.number());
    assertThat(next.epoch()).isGreaterThan(me.epoch());
    assertThat(words.beat(me).view()).isEqualTo(begun);
    // Others tell of the same loss, or of none that is one.
    done(store.join(joining("a", Set.of(middle))));
    done(store.join(joining("a", Set.of(before))));
    assertThat(words.view().history()).isEqualTo(begun.history());
    assertThat(words.view().number()).isGreaterThan(begun.number());
  }

  @Test
  final void aMemberThatTellsOfKnownViewsBeginsNoHistory() {
    words.join("a");
    View view = words.view();
    done(store.join(joining("a", Set.of(view, View.NONE))));
    assertThat(words.view().history()).isEqualTo(view.history());
  }

  @Test
  final void manyViewsLaterAMemberIsStillTold() {
    Identity me = words.join("a");
    View first = words.view();
    View view = first;
    List<View> views = new ArrayList<>(List.of(first));
    for (int i = 0; i < 50; i++) {
      view = done(store.change(me, view, new Change.Announce(Member.State.UP, true))).view();
      views.add(view);
    }
    assertThat(views).doesNotHaveDuplicates().extracting(View::number).isSorted();
    assertThat(done(store.read(first)).view()).isEqualTo(view);
    assertThat(done(store.beat(me, Set.copyOf(views))).areViewsKnown()).isTrue();
  }
}
