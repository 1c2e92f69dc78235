package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.cluster.news.News;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The next owner of a slot, between the store, the owner before, and its own actors. */
final class TakeoversTest {
  private static final long ME = 5;
  private static final long OTHER = 6;
  private static final SlotId SLOT = new SlotId("group", 3);
  private static final ActorId ACTOR = ActorId.named("system", "actor");

  private final ManualClusterLoop loop = new ManualClusterLoop();
  private final OneAnswer store = new OneAnswer();
  private final List<Frame> sent = new ArrayList<>();
  private final Membership member =
      new Membership(
          new Mutation.DefaultParts(
              ClusterTimings.DEFAULTS, store, (_, frame) -> sent.add(frame), new NoActors()),
          loop.epochLoop(),
          new Identity(ME, 55),
          new Wishes());

  private void read(long view, Slot slot, long... members) {
    var profile = new Member.Profile("app", "name", "address", 1, 1);
    store.changes =
        new Changes(
            view(view),
            LongStream.of(members)
                .mapToObj(epoch -> new Member(epoch, epoch, profile, Member.State.UP, true))
                .toList(),
            Map.of("group", "another app"),
            Map.of(),
            Map.of(),
            List.of(slot));
    member.onFrame(OTHER, new Frame.News(view(view)));
  }

  private static View view(long number) {
    return new View(number, number, 1);
  }

  private boolean mayStart() {
    return member.permit(ACTOR, SLOT) != null;
  }

  @Test
  void noTurnStartsBeforeTheCertificateOfALivingOwnerBefore() {
    member.start();
    read(10, new Slot(SLOT, ME, OTHER, 10), ME, OTHER);
    assertThat(mayStart()).isFalse();

    member.onFrame(
        OTHER,
        new Frame.Certificate(
            new Slot(SLOT, ME, OTHER, 10), view(10), Set.of(), Map.of(), OptionalLong.empty()));
    assertThat(mayStart()).isTrue();
    assertThat(sent).contains(new Frame.Settled(new Change.SlotVersion(SLOT, 10)));
  }

  @Test
  void anOwnerBeforeThatIsGoneIsNotWaitedFor() {
    member.start();
    read(10, new Slot(SLOT, ME, OTHER, 10), ME);

    assertThat(mayStart()).isTrue();
    assertThat(member.takenOverNanos(SLOT)).as("its turns may run all the same").isPresent();
  }

  @Test
  void aTurnThatRunsAtAnOwnerBeforeThatIsFencedIsOneOfASlotThatIsTakenOver() {
    member.start();
    certify(Set.of(ACTOR));
    assertThat(mayStart()).isFalse();
    assertThat(member.takenOverNanos(SLOT)).isEmpty();

    read(11, new Slot(SLOT, ME, Slot.NO_MEMBER, 10), ME);
    assertThat(mayStart()).isTrue();
    assertThat(member.takenOverNanos(SLOT)).as("it may run all the same").isPresent();
  }

  @Test
  void anOwnerBeforeThatHasSettledTheSlotByTheStoreRunsNothing() {
    member.start();
    certify(Set.of(ACTOR));
    read(11, new Slot(SLOT, ME, Slot.NO_MEMBER, 10), ME, OTHER);
    assertThat(mayStart()).isTrue();
    assertThat(member.takenOverNanos(SLOT)).isEmpty();
  }

  private void certify(Set<ActorId> busy) {
    Slot row = new Slot(SLOT, ME, OTHER, 10);
    read(10, row, ME, OTHER);
    member.onFrame(
        OTHER, new Frame.Certificate(row, view(10), busy, Map.of(), OptionalLong.empty()));
  }

  @Test
  void theCertificateOfAnotherVersionSaysNothing() {
    member.start();
    read(10, new Slot(SLOT, ME, OTHER, 10), ME, OTHER);
    member.onFrame(
        OTHER,
        new Frame.Certificate(
            new Slot(SLOT, ME, OTHER, 8), view(8), Set.of(), Map.of(), OptionalLong.empty()));

    assertThat(mayStart()).isFalse();
  }

  @Test
  void aViewThatIsOlderThanTheRowOfASlotSaysOfNoMemberThatItIsGone() {
    member.start();
    member.onFrame(
        OTHER,
        new Frame.Certificate(
            new Slot(SLOT, ME, OTHER, 20),
            view(20),
            Set.of(ACTOR),
            Map.of(),
            OptionalLong.empty()));
    read(19, new Slot(SLOT, OTHER, Slot.NO_MEMBER, 18), ME);
    assertThat(mayStart()).isFalse();

    read(21, new Slot(SLOT, OTHER, Slot.NO_MEMBER, 18), ME);
    assertThat(mayStart()).isTrue();
  }

  @Test
  void whatIsMissingIsAskedForAgainAndAgain() {
    member.start();
    read(10, new Slot(SLOT, ME, OTHER, 10), ME, OTHER);

    loop.advance(1_000);
    long asked = sent.stream().filter(Frame.Ask.class::isInstance).count();
    assertThat(asked).isBetween(6L, 9L);

    member.onFrame(
        OTHER,
        new Frame.Certificate(
            new Slot(SLOT, ME, OTHER, 10),
            view(10),
            Set.of(ACTOR),
            Map.of(),
            OptionalLong.empty()));
    loop.advance(1_000);
    assertThat(sent.stream().filter(Frame.Ask.class::isInstance).count() - asked).isBetween(4L, 6L);

    member.onFrame(OTHER, new Frame.Free(new Change.SlotVersion(SLOT, 10), Set.of(ACTOR)));
    sent.clear();
    loop.advance(1_000);
    assertThat(sent).noneMatch(Frame.Ask.class::isInstance);
    assertThat(mayStart()).isTrue();
  }

  /** The store may have lost it, and no later view of the store would say so. */
  @Test
  void aHeartbeatNamesTheViewsThatAnotherMemberHasToldOf() {
    member.start();
    read(10, new Slot(SLOT, ME, OTHER, 10), ME, OTHER);
    member.onFrame(
        OTHER,
        new Frame.Certificate(
            new Slot(SLOT, ME, OTHER, 12), view(12), Set.of(), Map.of(), OptionalLong.empty()));

    loop.advance(500);
    assertThat(store.known).containsExactlyInAnyOrder(view(10), view(12));
    loop.advance(500);
    assertThat(store.known).containsExactly(view(10));
  }

  private static final class Wishes implements Membership.Wishes {
    @Override
    public long storeMillis() {
      return 0;
    }

    @Override
    public void onInstances(News news) {}

    @Override
    public Member.State state() {
      return Member.State.UP;
    }

    @Override
    public boolean isDoorClosed() {
      return false;
    }

    @Override
    public Set<TypeName> types() {
      return Set.of();
    }

    @Override
    public boolean hostUp() {
      return true;
    }

    @Override
    public void onChanged(View view) {}

    @Override
    public void onMembers(List<Member> come, List<Member> gone) {}

    @Override
    public void onServedByAnother(TypeName type, String app) {}

    @Override
    public void onMessagesDue(long millis) {}

    @Override
    public void onEnd(Membership.End end, Set<View> known) {
      throw new AssertionError(end);
    }
  }

  /** A store in which the member's lease is renewed, and which has the view that the test says. */
  private static final class OneAnswer implements StoreClient {
    private Set<View> known = Set.of();
    private Changes changes =
        new Changes(View.NONE, List.of(), Map.of(), Map.of(), Map.of(), List.of());

    @Override
    public void beat(Identity me, Set<View> told, Consumer<StoreOutcome<Pulse>> then) {
      known = told;
      then.accept(new StoreOutcome.Done<>(new Pulse(true, true, changes.view(), Map.of())));
    }

    @Override
    public void read(View seen, Consumer<StoreOutcome<Changes>> then) {
      then.accept(new StoreOutcome.Done<>(changes));
    }

    @Override
    public void join(Joining joining, Consumer<StoreOutcome<Identity>> then) {
      throw new AssertionError();
    }

    @Override
    public void change(
        Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then) {
      throw new AssertionError(change);
    }
  }

  private static final class NoActors implements LocalActors {
    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public void giveAway(
        int partition, Set<SlotId> slots, int bytes, Consumer<Map<SlotId, Activations>> then) {
      then.accept(Map.of());
    }

    @Override
    public void idle(int partition, Consumer<Boolean> then) {
      then.accept(true);
    }

    @Override
    public void opened(SlotId slot) {
      // There are none.
    }

    @Override
    public void closed(SlotId slot) {
      // There are none.
    }

    @Override
    public void discardAll() {
      // There are none.
    }
  }
}
