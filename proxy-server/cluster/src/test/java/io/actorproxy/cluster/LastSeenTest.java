package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LastSeenTest {
  private final LastSeen seen = new LastSeen();

  @Test
  void aMemberIsSeenWhenItRenewsItsLease() {
    seen.onLeases(Map.of(1L, 10L, 2L, 20L), 1_000);
    seen.onLeases(Map.of(1L, 11L, 2L, 20L), 1_500);
    assertThat(seen.of(1)).hasValue(1_500);
    assertThat(seen.of(2)).hasValue(1_000);
    assertThat(seen.of(3)).isEmpty();
  }

  @Test
  void aMemberThatIsGoneIsRememberedForAMinute() {
    seen.onLeases(Map.of(1L, 10L), 1_000);
    seen.onLeases(Map.of(), 61_000);
    assertThat(seen.of(1)).hasValue(1_000);
    seen.onLeases(Map.of(), 61_001);
    assertThat(seen.of(1)).isEmpty();
  }
}
