package io.actorproxy.supervision;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.definition.ActorType;
import io.actorproxy.definition.TypeBuilder;
import io.actorproxy.delivery.Owner;
import io.actorproxy.entity.ActorHarness;
import io.actorproxy.entity.FakeHost;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Payload;
import io.actorproxy.ownership.FakeOwnership;
import io.actorproxy.state.FakeSnapshotStore;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.time.ManualTime;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ActorTimersTest {
  private static final ActorType TICKING =
      type("counter").actions("add").timer("tick", 500).idleMillis(2_000).build();
  private static final ActorId INSTANCE = new ActorId("sys", "counter", "one");

  @Test
  void aNamedActorTicksFromRegistrationOn() {
    ActorHarness actors = registered(TICKING);

    actors.advance(520);

    ActorInvocation tick = actors.host().only().request();
    assertThat(tick.action()).isEqualTo("tick");
    assertThat(tick.caller()).isEqualTo(COUNTER);
    assertThat(tick.payload()).isEqualTo(Payload.NOOP);
  }

  @Test
  void atMostOneTickOfATimerWaits() {
    ActorHarness actors = registered(TICKING);

    actors.advance(5_000);
    assertThat(actors.host().log()).hasSize(1);
    actors.host().only().returnsNothing();
    actors.advance(520);

    assertThat(actors.host().log()).hasSize(2);
  }

  @Test
  void aTickThatComesLateDoesNotDelayThoseAfterIt() {
    // The wheel turns every 10 ms, so each second tick is 5 ms late.
    ActorHarness actors = registered(type("counter").timer("tick", 495).build());
    actors.host().answersAtOnce(FakeHost.HeldCall::returnsNothing);

    actors.advance(49_520);

    assertThat(actors.host().log()).hasSize(100);
  }

  @Test
  void aFailedTickDoesNotStopTheTimer() {
    ActorHarness actors = registered(TICKING);
    actors.advance(520);

    actors.host().only().fails(ErrorCode.HOST_CLOSED);
    actors.advance(520);

    assertThat(actors.host().log()).hasSize(2);
  }

  @Test
  void aTickDoesNotKeepItsActorInMemoryAndActivatesItAgain() {
    ActorHarness actors =
        registered(type("counter").timer("tick", 3_000).idleMillis(1_000).build());
    actors.host().answersAtOnce(FakeHost.HeldCall::returnsNothing);

    actors.advance(2_900);
    assertThat(actors.supervisor().activations()).isZero();
    actors.advance(200);
    assertThat(actors.supervisor().activations()).isEqualTo(1);
    assertThat(actors.host().log()).containsExactly("tick");
    actors.advance(1_500);

    assertThat(actors.supervisor().activations()).isZero();
  }

  @Test
  void aNewPeriodReplacesTheOld() {
    ActorHarness actors = registered(TICKING);
    actors.host().answersAtOnce(FakeHost.HeldCall::returnsNothing);

    redefine(actors, type("counter").timer("tick", 2_000).build());
    actors.advance(1_900);
    assertThat(actors.host().log()).isEmpty();
    actors.advance(200);

    assertThat(actors.host().log()).containsExactly("tick");
  }

  @Test
  void registeringTheSameAgainStartsNothingTwice() {
    ActorHarness actors = registered(TICKING);
    actors.host().answersAtOnce(FakeHost.HeldCall::returnsNothing);

    redefine(actors, TICKING);
    actors.advance(2_020);

    assertThat(actors.host().log()).hasSize(4);
  }

  @Test
  void aTypeWithoutTimersStopsThem() {
    ActorHarness actors = registered(TICKING);

    redefine(actors, type("counter").actions("add").build());
    actors.advance(5_000);

    assertThat(actors.host().log()).isEmpty();
  }

  @Test
  void anInstanceTicksFromItsFirstActivationOn() {
    ActorHarness actors = registered(instances().timer("tick", 500).build());
    actors.advance(2_000);
    assertThat(actors.host().log()).isEmpty();

    actors.invocation(INSTANCE, "get").send();
    actors.advance(520);

    assertThat(actors.host().only().request().actor()).isEqualTo(INSTANCE);
  }

  @Test
  void timersThatATypeGetsLaterRunForItsLiveInstances() {
    ActorHarness actors = registered(instances().build());
    actors.invocation(INSTANCE, "get").send();

    redefine(actors, instances().timer("tick", 500).build());
    actors.advance(520);

    assertThat(actors.host().only().request().action()).isEqualTo("tick");
  }

  @Test
  void timersThatATypeLosesStopForItsInstances() {
    ActorHarness actors = registered(instances().timer("tick", 500).build());
    actors.invocation(INSTANCE, "get").send();

    redefine(actors, instances().build());
    actors.advance(5_000);

    assertThat(actors.host().log()).isEmpty();
  }

  @Test
  void drainingStopsTimers() {
    ActorHarness actors = registered(TICKING);

    actors.supervisor().drain(Deadline.in(1_000, actors.loop().time()));
    actors.advance(5_000);

    assertThat(actors.host().log()).isEmpty();
  }

  // --- where there are other members

  @Test
  void aTimerTicksAtTheSameMomentsWhereverItsActorIs() {
    assertThat(tickMillis(0)).isEqualTo(tickMillis(130)).isEqualTo(tickMillis(20_470));
  }

  /** As below, in the time of the store, where the member's clock is wrong. */
  private static long tickMillis(long later, long wallAhead) {
    FakeOwnership ownership = new FakeOwnership();
    ActorHarness actors = withStoreTime(ownership, TICKING);
    ownership.present().attendedUntil(Long.MAX_VALUE);
    actors.loop().time().setBackMillis(-wallAhead);
    actors.advance(later);
    gained(actors);
    while (actors.host().log().isEmpty()) {
      actors.advance(10);
    }
    return Math.floorMod(actors.loop().time().epochMillis() - wallAhead, 500);
  }

  /** A member of a cluster whose store has the clock that the member has at first. */
  private static ActorHarness withStoreTime(FakeOwnership ownership, ActorType type) {
    FakeSnapshotStore store = new FakeSnapshotStore();
    AtomicReference<ActorHarness> made = new AtomicReference<>();
    long ofStore = new ManualTime().epochMillis() - new ManualTime().nanoTime() / 1_000_000;
    MessageStore messages =
        (MessageStore)
            Proxy.newProxyInstance(
                MessageStore.class.getClassLoader(),
                new Class<?>[] {MessageStore.class},
                (_, method, arguments) ->
                    method.getName().equals("epochMillis")
                        ? OptionalLong.of(ofStore + made.get().loop().time().nanoTime() / 1_000_000)
                        : method.invoke(store.messages(), arguments));
    made.set(ActorHarness.sharing(store, messages, new Owner.Process(1, true), ownership, type));
    made.get().drain();
    return made.get();
  }

  /** At which moment of its period it ticks, if its actor comes so much later. */
  private static long tickMillis(long later) {
    ActorHarness actors = shared(new FakeOwnership());
    actors.advance(later);
    actors.supervisor().registered(actors.registeredType());
    actors.drain();
    while (actors.host().log().isEmpty()) {
      actors.advance(10);
    }
    return actors.loop().time().epochMillis() % 500;
  }

  @Test
  void theWallClockOfAMemberDoesNotMoveTheTicksOfActorsThatMove() {
    long right = tickMillis(0, 0);
    assertThat(tickMillis(0, 123)).isCloseTo(right, within(20L));
    assertThat(tickMillis(70, 3_600_211)).isCloseTo(right, within(20L));
  }

  @Test
  void aTickThatTheOwnerBeforeHasRunIsNotMadeUpThoughTheWallClockIsAnHourAhead() {
    FakeOwnership ownership = new FakeOwnership();
    ActorHarness actors =
        withStoreTime(ownership, type("counter").timer("tick", 3_600_000).build());
    ownership.present().attendedUntil(actors.loop().time().epochMillis());
    actors.loop().time().setBackMillis(-3_600_000);

    gained(actors);
    actors.advance(2_000);
    assertThat(actors.host().log()).isEmpty();
  }

  /** The clock goes back by a part of a period, as it does when it is compared again. */
  @Test
  void aClockThatIsSetBackALittleMakesNoTickComeTwice() {
    ActorHarness actors = shared(new FakeOwnership());
    actors.host().answersAtOnce(FakeHost.HeldCall::returnsNothing);
    gained(actors);
    for (int period = 0; period < 20; period++) {
      int before = actors.host().log().size();
      while (actors.host().log().size() == before) {
        actors.advance(10);
      }
      actors.loop().time().setBackMillis(12);
    }
    actors.advance(400);
    assertThat(actors.host().log()).hasSize(20);
  }

  @Test
  void ofTheTicksThatWereDueWhileNoMemberRanTheActorTheLastOneComes() {
    FakeOwnership ownership = new FakeOwnership();
    ActorHarness actors = shared(ownership, type("counter").timer("tick", 3_600_000).build());
    actors.host().answersAtOnce(FakeHost.HeldCall::returnsNothing);
    long now = actors.loop().time().epochMillis();
    ownership.present().attendedUntil(now - 100L * 3_600_000);

    gained(actors);
    actors.advance(2_000);
    assertThat(actors.host().log()).containsExactly("tick");
    gained(actors);
    actors.advance(2_000);
    assertThat(actors.host().log()).containsExactly("tick");
  }

  @Test
  void aTickIsMadeUpAlsoIfACallHasActivatedTheActorBefore() {
    FakeOwnership ownership = new FakeOwnership();
    ActorHarness actors = shared(ownership, type("counter").timer("tick", 3_600_000).build());
    ownership.present().attendedUntil(0);
    actors.invocation(COUNTER, "get").send();
    actors.advance(100);
    assertThat(actors.host().log()).isEmpty();

    gained(actors);
    actors.advance(2_000);
    assertThat(actors.host().log()).containsExactly("tick");
  }

  @Test
  void aTickThatTheOwnerBeforeHasRunIsNotMadeUp() {
    FakeOwnership ownership = new FakeOwnership();
    ActorHarness actors = shared(ownership, type("counter").timer("tick", 3_600_000).build());
    ownership.present().attendedUntil(actors.loop().time().epochMillis());

    gained(actors);
    actors.advance(2_000);
    assertThat(actors.host().log()).isEmpty();
  }

  @Test
  void anActorThatAnotherMemberHasByNowTicksThere() {
    FakeOwnership ownership = new FakeOwnership();
    ActorHarness actors = shared(ownership);
    gained(actors);
    ownership.lose();
    actors.advance(2_000);
    assertThat(actors.host().log()).isEmpty();
    assertThat(ownership.forwarded()).isEmpty();
  }

  @Test
  void timersOfActorsOfOtherMembersDoNotBegin() {
    FakeOwnership ownership = new FakeOwnership();
    ActorHarness actors = shared(ownership);
    ownership.lose();
    gained(actors);
    ownership.gain();
    actors.advance(2_000);
    assertThat(actors.host().log()).isEmpty();
  }

  private static void gained(ActorHarness actors) {
    actors.supervisor().gained(List.of(COUNTER), actors.registeredType());
    actors.drain();
  }

  private static ActorHarness shared(FakeOwnership ownership) {
    return shared(ownership, TICKING);
  }

  private static ActorHarness shared(FakeOwnership ownership, ActorType type) {
    ownership.present().attendedUntil(Long.MAX_VALUE);
    return ActorHarness.ownedBy(ownership, type);
  }

  private static TypeBuilder instances() {
    return type("counter").actions("add").idleMillis(60_000).unnamed();
  }

  private static ActorHarness registered(ActorType type) {
    ActorHarness actors = ActorHarness.acknowledged(type);
    actors.supervisor().registered(actors.registeredType());
    actors.drain();
    return actors;
  }

  private static void redefine(ActorHarness actors, ActorType type) {
    actors.registeredType().redefine(type);
    actors.supervisor().registered(actors.registeredType());
    actors.drain();
  }
}
