package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.cluster.ExpiryObserver.Expired;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ExpiryObserverTest {
  private final ExpiryObserver observer = new ExpiryObserver(ClusterTimings.DEFAULTS);

  private List<Expired> beat(long sentMillis, Map<Long, Long> leases) {
    return observer.onLeases(
        leases,
        TimeUnit.MILLISECONDS.toNanos(sentMillis),
        TimeUnit.MILLISECONDS.toNanos(sentMillis + 10));
  }

  @Test
  void aLeaseThatHasNotChangedForItsWholeLengthIsOver() {
    for (long sent = 0; sent < 3_010; sent += 500) {
      assertThat(beat(sent, Map.of(1L, 70L))).isEmpty();
    }

    assertThat(beat(3_010, Map.of(1L, 70L))).containsExactly(new Expired(1, 70));
  }

  @Test
  void aHeartbeatAtTheEndOfALateLeaseIsWanted() {
    beat(0, Map.of(1L, 70L, 2L, 0L));
    beat(1_000, Map.of(1L, 70L, 2L, 1L));
    assertThat(observer.millisToNext(TimeUnit.MILLISECONDS.toNanos(1_010)))
        .isEqualTo(Long.MAX_VALUE);

    beat(2_000, Map.of(1L, 70L, 2L, 2L));
    assertThat(observer.millisToNext(TimeUnit.MILLISECONDS.toNanos(2_010))).isEqualTo(1_000);

    beat(3_000, Map.of(1L, 70L, 2L, 3L));
    assertThat(observer.millisToNext(TimeUnit.MILLISECONDS.toNanos(3_005))).isEqualTo(5);
    assertThat(beat(3_010, Map.of(1L, 70L, 2L, 3L))).containsExactly(new Expired(1, 70));
  }

  @Test
  void aLeaseThatChangesBeginsAnew() {
    for (long sent = 0; sent <= 3_000; sent += 500) {
      beat(sent, Map.of(1L, 70L));
    }

    assertThat(beat(3_500, Map.of(1L, 71L))).isEmpty();
    assertThat(beat(4_000, Map.of(1L, 71L))).isEmpty();
  }

  @Test
  void anEarlierLeaseIsAChangeToo() {
    for (long sent = 0; sent <= 3_000; sent += 500) {
      beat(sent, Map.of(1L, 70L));
    }

    assertThat(beat(3_500, Map.of(1L, -9_000L))).isEmpty();
  }

  @Test
  void whatWasSeenBeforeAMissedHeartbeatDoesNotCount() {
    for (long sent = 0; sent <= 2_500; sent += 500) {
      beat(sent, Map.of(1L, 70L));
    }
    observer.onMissedBeat();

    assertThat(beat(3_500, Map.of(1L, 70L))).isEmpty();
  }

  @Test
  void whatWasSeenBeforeALateHeartbeatDoesNotCount() {
    for (long sent = 0; sent <= 2_000; sent += 500) {
      beat(sent, Map.of(1L, 70L));
    }

    assertThat(beat(3_201, Map.of(1L, 70L))).isEmpty();
    assertThat(beat(3_701, Map.of(1L, 70L))).isEmpty();
  }

  @Test
  void aMemberThatComesAgainIsWatchedFromThen() {
    for (long sent = 0; sent <= 2_500; sent += 500) {
      beat(sent, Map.of(1L, 70L));
    }
    beat(3_000, Map.of());

    assertThat(beat(3_500, Map.of(1L, 70L))).isEmpty();
  }
}
