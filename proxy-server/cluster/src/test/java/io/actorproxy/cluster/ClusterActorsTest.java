package io.actorproxy.cluster;

import static io.actorproxy.cluster.ScriptedStore.OTHER;
import static io.actorproxy.cluster.ScriptedStore.SLOT;
import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.actorproxy.cluster.news.News;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.RecordedReply;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The cluster and the real actors of one process, beside a member that the test plays. */
final class ClusterActorsTest {
  private static final long THIRD = 8;

  private final ManualClusterLoop loop = new ManualClusterLoop();
  private final ScriptedStore store = new ScriptedStore();
  private final List<Frame> sent = new ArrayList<>();
  private final List<String> forwarded = new ArrayList<>();
  private final List<Predicate<ActorId>> gained = new ArrayList<>();
  private final ClusterActors clusterActors =
      new ClusterActors(_ -> SLOT, (_, request, _) -> forwarded.add(request.action()), () -> true);
  private final ActorHarness actors =
      ActorHarness.ownedBy(clusterActors, type("counter").actions("add").build());
  private final List<String> members = new ArrayList<>();
  private final List<News> instances = new ArrayList<>();
  private final Cluster cluster =
      new Cluster(
          ClusterTimings.DEFAULTS,
          ClusterLimits.DEFAULTS,
          loop,
          new SplittableRandom(1),
          store,
          (_, frame) -> sent.add(frame),
          clusterActors,
          (_, _) -> this::keep,
          new Member.Profile("app", "me", "10.0.0.2", 1, 1),
          List.of(new TypeName("sys", "counter")),
          new Cluster.Listener() {
            @Override
            public void onLeft() {}

            @Override
            public void onRefused() {}

            @Override
            public void onMembers(List<Member> come, List<Member> gone) {
              come.forEach(one -> members.add("+" + one.epoch()));
              gone.forEach(one -> members.add("-" + one.epoch()));
            }

            @Override
            public void onInstances(News news) {
              instances.add(news);
            }
          });

  ClusterActorsTest() {
    clusterActors.bind(cluster, actors.supervisor());
    actors.supervisor().whenGained(gained::add);
    cluster.onHost(true);
    cluster.start("mark");
    advance(100);
  }

  private long keep(SlotId slot) {
    return requireNonNull(cluster.slot(slot)).owner();
  }

  @Test
  void aCallOfAnActorOfAnotherMemberIsForwarded() {
    actors.call("add");
    assertThat(forwarded).containsExactly("add");
    assertThat(actors.host().held()).isEmpty();
  }

  @Test
  void theStatusSaysWhoOwnsWhatAndWhatIsMissing() {
    Slot row = store.move(me(), OTHER);
    advance(600);

    ClusterStatus status = cluster.status();
    assertThat(status.epoch()).isEqualTo(me());
    assertThat(status.leaseMillis()).isBetween(2_200L, 2_800L);
    assertThat(status.owned()).isEqualTo(1);
    assertThat(status.certificatesMissing(1_000)).isZero();
    assertThat(status.open())
        .extracting(
            ClusterStatus.OpenSlot::slot,
            ClusterStatus.OpenSlot::reason,
            ClusterStatus.OpenSlot::with)
        .containsExactly(tuple(SLOT, ClusterStatus.Reason.WAITS_FOR_CERTIFICATE, OTHER));
    advance(1_000);
    assertThat(cluster.status().certificatesMissing(1_000)).isEqualTo(1);

    cluster.onFrame(
        OTHER, new Frame.Certificate(row, store.view(), Set.of(), Map.of(), OptionalLong.empty()));
    assertThat(cluster.status().open()).isEmpty();
  }

  @Test
  void ofSlotsThatAreGivenAwayNothingIsRemembered() {
    store.move(me(), Slot.NO_MEMBER);
    advance(600);
    assertThat(clusterActors.slotsRemembered()).isEqualTo(1);
    store.move(OTHER, me());
    advance(600);
    assertThat(clusterActors.slotsRemembered()).isZero();
  }

  @Test
  void anActorRunsOnceTheOwnerBeforeHasCertifiedThatItDoesNotRunThere() {
    Slot row = store.move(me(), OTHER);
    advance(600);
    RecordedReply reply = actors.call("add");
    advance(200);
    assertThat(actors.host().held()).isEmpty();

    certify(row, Set.of());
    answer("1");
    assertThat(reply.text()).isEqualTo("1");
    assertThat(sent).contains(new Frame.Settled(new SlotVersion(SLOT, row.version())));
  }

  @Test
  void anActorThatIsBusyElsewhereWaitsForTheEndOfItsTurn() {
    Slot row = store.move(me(), OTHER);
    advance(600);
    RecordedReply reply = actors.call("add");
    certify(row, Set.of(COUNTER));
    assertThat(actors.host().held()).isEmpty();

    cluster.onFrame(OTHER, new Frame.Free(new SlotVersion(SLOT, row.version()), Set.of(COUNTER)));
    advance(30);
    answer("1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void theHostIsToldTheVersionOfTheSlot() {
    Slot row = own();
    actors.call("add");
    assertThat(actors.host().only().request().metadata())
        .isEqualTo(Map.of("actor-epoch", Long.toString(row.version())));
  }

  @Test
  void aSlotThatIsGivenAwayTakesItsCallsWithItWhileATurnRuns() {
    own();
    RecordedReply running = actors.call("add");
    actors.call("add");
    Slot row = store.move(OTHER, me());
    advance(600);
    assertThat(certificates())
        .anySatisfy(
            sent -> {
              assertThat(sent.slot()).isEqualTo(row);
              assertThat(sent.busy()).containsExactly(COUNTER);
            });
    assertThat(forwarded).containsExactly("add");

    answer("1");
    assertThat(running.text()).isEqualTo("1");
    assertThat(sent)
        .contains(new Frame.Free(new SlotVersion(SLOT, row.version()), Set.of(COUNTER)));
    assertThat(actors.host().held()).isEmpty();
  }

  @Test
  void statesOfIdleActorsGoWithTheCertificateAndComeWithIt() {
    own();
    actors.call("add");
    answer("1");
    Slot there = store.move(OTHER, me());
    advance(600);
    Frame.Certificate certificate = (Frame.Certificate) sent.getLast();
    assertThat(certificate.states()).containsOnlyKeys(COUNTER);
    assertThat(actors.supervisor().activations()).isZero();
    cluster.onFrame(OTHER, new Frame.Settled(new SlotVersion(SLOT, there.version())));

    Slot back = store.move(me(), OTHER);
    advance(600);
    cluster.onFrame(
        OTHER,
        new Frame.Certificate(
            back, store.view(), Set.of(), certificate.states(), OptionalLong.empty()));
    actors.holdLoads();
    RecordedReply reply = actors.call("add");
    assertThat(actors.host().only().stateText()).isEqualTo("1");
    answer("2");
    assertThat(reply.text()).isEqualTo("2");
  }

  @Test
  void anActorEndsAlsoIfTheMoveOfItsSlotWasNotNoticed() {
    own();
    actors.call("add");
    answer("1");
    store.move(OTHER, Slot.NO_MEMBER);
    advance(600);
    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void aSlotThatWasElsewhereBetweenIsLoadedAgain() {
    own();
    actors.call("add");
    answer("1");
    Slot there = store.move(OTHER, me());
    advance(600);
    cluster.onFrame(OTHER, new Frame.Settled(new SlotVersion(SLOT, there.version())));
    actors.state().writeBehindTheBack(COUNTER, new byte[0]);
    Slot back = store.move(me(), OTHER);
    advance(600);
    certify(back, Set.of());

    RecordedReply reply = actors.call("add");
    assertThat(actors.host().only().stateText()).isEmpty();
    answer("2");
    assertThat(reply.text()).isEqualTo("2");
  }

  @Test
  void withoutALeaseCallsWait() {
    own();
    store.away(true);
    advance(3_000);
    RecordedReply reply = actors.call("add");
    assertThat(actors.host().held()).isEmpty();

    store.away(false);
    advance(600);
    answer("1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void aFencedMembershipLosesItsTurnAndTheNextOneRunsNoneBesideIt() {
    own();
    RecordedReply running = actors.call("add");
    long before = me();
    store.fence(before);
    advance(600);
    assertThat(me()).isGreaterThan(before);
    store.move(me(), Slot.NO_MEMBER);
    advance(600);
    RecordedReply next = actors.call("add");
    assertThat(actors.host().held()).hasSize(1);

    actors.host().only().returns("lost");
    advance(30);
    assertThat(running.code()).isEqualTo(ErrorCode.FENCED);
    answer("1");
    assertThat(next.text()).isEqualTo("1");
  }

  @Test
  void aTurnThatWaitsForTheHostIsNotSentOnceTheLeaseIsOver() {
    own();
    actors.host().acceptsNothing();
    RecordedReply reply = actors.call("add");
    store.away(true);
    advance(3_000);
    actors.host().acceptsAll();
    assertThat(actors.host().held()).isEmpty();

    store.away(false);
    advance(600);
    answer("1");
    assertThat(reply.text()).isEqualTo("1");
  }

  @Test
  void aFencedMembershipSendsNoTurnThatWaitsForTheHost() {
    own();
    actors.host().acceptsNothing();
    RecordedReply first = actors.call("add");
    actors.call("get");
    store.fence(me());
    advance(600);
    actors.host().acceptsAll();
    assertThat(actors.host().held()).isEmpty();
    assertThat(first.answered()).isFalse();
    assertThat(forwarded).containsExactly("add", "get");
  }

  @Test
  void aTurnThatWaitsForTheHostGoesWithItsSlotAndIsNotWaitedFor() {
    own();
    actors.host().acceptsNothing();
    actors.call("add");
    actors.call("get");
    store.move(OTHER, me());
    advance(600);
    assertThat(certificates().getLast().busy()).isEmpty();
    assertThat(forwarded).containsExactly("add", "get");
    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void itIsSaidOnceWhichActorsThisMemberRunsFromNowOn() {
    Slot row = store.move(me(), OTHER);
    advance(600);
    assertThat(gained).isEmpty();
    certify(row, Set.of(COUNTER));
    assertThat(gained).hasSize(1).allMatch(those -> those.test(COUNTER));

    cluster.onFrame(OTHER, new Frame.Free(new SlotVersion(SLOT, row.version()), Set.of(COUNTER)));
    advance(30);
    assertThat(gained).hasSize(1);
    store.move(OTHER, Slot.NO_MEMBER);
    advance(600);
    own();
    assertThat(gained).hasSize(2);
  }

  @Test
  void aSlotIsTakenOverIfItsOwnerDidNotGiveItAway() {
    store.move(me(), OTHER);
    advance(600);
    assertThat(requireNonNull(clusterActors.tenureOf(COUNTER)).takenOverNanos()).isEmpty();

    store.move(OTHER, Slot.NO_MEMBER);
    advance(600);
    own();
    assertThat(requireNonNull(clusterActors.tenureOf(COUNTER)).takenOverNanos().orElse(0))
        .isBetween(loop.nanoTime() - 600_000_000, loop.nanoTime());
  }

  /** What it had taken over from ends at the same time wherever the slot goes. */
  @Test
  void howLongASlotIsTakenOverGoesWithIt() {
    own();
    advance(1_000);
    store.move(OTHER, me());
    advance(600);
    assertThat(certificates().getLast().takenOverMillis().orElse(0)).isBetween(1_500L, 2_300L);

    Slot back = store.move(me(), OTHER);
    advance(100);
    cluster.onFrame(
        OTHER,
        new Frame.Certificate(back, store.view(), Set.of(), Map.of(), OptionalLong.of(5_000)));
    assertThat(requireNonNull(clusterActors.tenureOf(COUNTER)).takenOverNanos().orElse(0))
        .isBetween(loop.nanoTime() - 5_500_000_000L, loop.nanoTime() - 5_000_000_000L);
  }

  @Test
  void whoOwnedASlotBeforeTheOneThatWasFencedSaysThatItIsTakenOver() {
    Slot mine = store.move(me(), OTHER);
    advance(600);
    certify(mine, Set.of());
    store.move(OTHER, me());
    advance(600);
    assertThat(certificates().getLast().takenOverMillis()).isEmpty();

    Slot afterFence = store.move(THIRD, me());
    advance(600);
    Frame.Certificate certificate = certificates().getLast();
    assertThat(certificate.slot()).isEqualTo(afterFence);
    assertThat(certificate.takenOverMillis().orElse(-1)).isBetween(0L, 600L);
  }

  private List<Frame.Certificate> certificates() {
    return sent.stream()
        .filter(Frame.Certificate.class::isInstance)
        .map(Frame.Certificate.class::cast)
        .toList();
  }

  @Test
  void timersOfASlotThatIsGivenAwayHaveRunUntilNow() {
    store.move(me(), OTHER);
    advance(600);
    long now = loop.epochMillis();
    assertThat(requireNonNull(clusterActors.tenureOf(COUNTER)).attendedUntil().orElse(0))
        .isBetween(now - 600, now);
  }

  @Test
  void untilWhenTimersHaveRunIsSaidInTheTimeOfTheStore() {
    cluster.useTime(() -> 77);
    store.move(me(), OTHER);
    advance(600);
    assertThat(requireNonNull(clusterActors.tenureOf(COUNTER)).attendedUntil()).hasValue(77);
  }

  @Test
  void timersOfASlotWithoutOwnerHaveRunUntilItHadNone() {
    Slot none = store.move(Slot.NO_MEMBER, Slot.NO_MEMBER);
    advance(600);
    own();
    assertThat(requireNonNull(clusterActors.tenureOf(COUNTER)).attendedUntil())
        .hasValue(none.version());
  }

  @Test
  void membersTellEachOtherWhichInstancesTheyHaveSpawnedAndRemoved() {
    List<ActorId> ids = List.of(new ActorId("sys", "user", "joe"));
    cluster.tell(new News.Removed(ids));
    cluster.tell(new News.Spawned(ids));
    advance(10);
    assertThat(sent).contains(new Frame.Removed(ids), new Frame.Spawned(ids));

    cluster.onFrame(OTHER, new Frame.Removed(ids));
    cluster.onFrame(OTHER, new Frame.Spawned(ids));
    assertThat(instances).containsExactly(new News.Removed(ids), new News.Spawned(ids));
  }

  @Test
  void theProcessIsToldWhichOthersAreThereAndWhichAreGone() {
    assertThat(members).containsExactly("+" + OTHER);
    store.fence(OTHER);
    advance(600);
    assertThat(members).containsExactly("+" + OTHER, "-" + OTHER);
  }

  // --- steps

  private Slot own() {
    Slot row = store.move(me(), Slot.NO_MEMBER);
    advance(600);
    return row;
  }

  private long me() {
    return requireNonNull(cluster.identity()).epoch();
  }

  private void certify(Slot row, Set<ActorId> busy) {
    cluster.onFrame(
        OTHER, new Frame.Certificate(row, store.view(), busy, Map.of(), OptionalLong.empty()));
    advance(30);
  }

  private void answer(String state) {
    actors.answerAndCommit(state);
    advance(30);
  }

  private void advance(long millis) {
    for (long passed = 0; passed < millis; passed += 10) {
      loop.advance(10);
      actors.advance(10);
    }
  }
}
