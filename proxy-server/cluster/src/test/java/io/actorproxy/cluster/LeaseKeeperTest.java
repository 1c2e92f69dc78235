package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class LeaseKeeperTest {
  private static final View VIEW = new View(7, 42, 1);

  private final ManualClusterLoop loop = new ManualClusterLoop();
  private final HeldBeats beats = new HeldBeats();
  private final List<String> events = new ArrayList<>();
  private final LeaseKeeper lease =
      new LeaseKeeper(
          loop.epochLoop(),
          ClusterTimings.DEFAULTS,
          beats,
          new Identity(5, 55),
          () -> Set.of(VIEW),
          new Events());

  /** Other members fence a member when the guard is over, also if it stood still meanwhile. */
  @Test
  void aFreezeThatIsNotNoticedIsShorterThanTheGuard() {
    assertThat(ClusterTimings.DEFAULTS.clockDifference())
        .isLessThan(ClusterTimings.DEFAULTS.guard());
  }

  @Test
  void aTurnMayStartForALeaseMinusTheGuardFromBeforeTheHeartbeat() {
    lease.start();
    loop.advance(300);
    assertThat(lease.isValid()).isFalse();

    beats.answer(new Pulse(true, true, VIEW, Map.of()));
    loop.advance(2_499);
    assertThat(lease.isValid()).isTrue();
    loop.advance(1);
    assertThat(lease.isValid()).isFalse();
  }

  @Test
  void aHeartbeatComesHalfASecondAfterTheOneBefore() {
    lease.start();
    loop.advance(100);
    beats.answer(new Pulse(true, true, VIEW, Map.of()));

    loop.advance(399);
    assertThat(beats.sent).isEqualTo(1);
    loop.advance(1);
    assertThat(beats.sent).isEqualTo(2);
  }

  @Test
  void oneThatIsHurriedComesAtOnceAndTheNextHalfASecondLater() {
    lease.start();
    beats.answer(new Pulse(true, true, VIEW, Map.of()));
    loop.advance(200);

    lease.hurry();
    assertThat(beats.sent).isEqualTo(2);
    beats.answer(new Pulse(true, true, VIEW, Map.of()));
    loop.advance(499);
    assertThat(beats.sent).isEqualTo(2);
    loop.advance(1);
    assertThat(beats.sent).isEqualTo(3);
  }

  @Test
  void aLateHeartbeatRevivesTheLease() {
    lease.start();
    beats.answer(new Pulse(true, true, VIEW, Map.of()));
    loop.advance(500);
    beats.loseAnswer();
    loop.advance(5_000);
    assertThat(lease.isValid()).isFalse();

    beats.loseAnswer();
    lease.hurry();
    beats.answer(new Pulse(true, true, VIEW, Map.of()));
    assertThat(lease.isValid()).isTrue();
    assertThat(events).containsExactly("pulse", "missed", "missed", "pulse");
  }

  @Test
  void anAnswerAfterTheLeaseIsOverRenewsNothing() {
    lease.start();
    loop.advance(2_800);
    beats.answer(new Pulse(true, true, VIEW, Map.of()));

    assertThat(lease.isValid()).isFalse();
  }

  @Test
  void aProcessThatWasFrozenWaitsForAHeartbeat() {
    lease.start();
    beats.answer(new Pulse(true, true, VIEW, Map.of()));

    loop.wallOffset = 501;
    assertThat(lease.isValid()).isFalse();

    loop.advance(500);
    beats.answer(new Pulse(true, true, VIEW, Map.of()));
    assertThat(lease.isValid()).isTrue();
  }

  @Test
  void aMemberThatWasFencedIsTold() {
    lease.start();
    beats.answer(new Pulse(false, true, VIEW, Map.of()));

    assertThat(events).containsExactly("fenced");
    assertThat(lease.isValid()).isFalse();
  }

  @Test
  void aViewThatTheStoreDoesNotKnowIsLostHistory() {
    lease.start();
    beats.answer(new Pulse(true, false, VIEW, Map.of()));

    assertThat(events).containsExactly("lost history");
    assertThat(lease.isValid()).isFalse();
  }

  private final class Events implements LeaseKeeper.Listener {
    @Override
    public void onPulse(Pulse pulse, Set<View> known, long sentNanos) {
      events.add("pulse");
    }

    @Override
    public void onMissedBeat() {
      events.add("missed");
    }

    @Override
    public void onFenced() {
      events.add("fenced");
    }

    @Override
    public void onLostHistory() {
      events.add("lost history");
    }
  }

  /** A store that answers heartbeats when the test says so. */
  private static final class HeldBeats implements StoreClient {
    private final ArrayDeque<Consumer<StoreOutcome<Pulse>>> held = new ArrayDeque<>();
    private int sent;

    void answer(Pulse pulse) {
      held.remove().accept(new StoreOutcome.Done<>(pulse));
    }

    void loseAnswer() {
      held.remove().accept(new StoreOutcome.Unknown<>(null));
    }

    @Override
    public void beat(Identity me, Set<View> known, Consumer<StoreOutcome<Pulse>> then) {
      assertThat(known).containsExactly(VIEW);
      sent++;
      held.add(then);
    }

    @Override
    public void join(Joining joining, Consumer<StoreOutcome<Identity>> then) {
      throw new AssertionError();
    }

    @Override
    public void read(View seen, Consumer<StoreOutcome<Changes>> then) {
      throw new AssertionError();
    }

    @Override
    public void change(
        Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then) {
      throw new AssertionError();
    }
  }
}
