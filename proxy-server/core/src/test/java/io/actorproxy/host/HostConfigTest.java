package io.actorproxy.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** How the limits are divided, and which make no sense. */
class HostConfigTest {
  @Test
  void theConnectionsOfAllPoolsAreDividedOverThePartitions() {
    assertThat(pools(0, 30).connectionsPerPartition(4).pool()).isEqualTo(30);
    assertThat(pools(8, 30).connectionsPerPartition(4).pool()).isEqualTo(60);
    assertThat(pools(1, 30).connectionsPerPartition(4).pool()).isEqualTo(7);
    assertThat(pools(1, 2).connectionsPerPartition(4).pool()).isEqualTo(1);
    assertThat(pools(Integer.MAX_VALUE, Integer.MAX_VALUE).connectionsPerPartition(1).pool())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void theConnectionsBeyondThePoolsAreDividedTooAndNoneStayNone() {
    assertThat(overflow(1000).connectionsPerPartition(4).overflow()).isEqualTo(250);
    assertThat(overflow(3).connectionsPerPartition(4).overflow()).isEqualTo(1);
    assertThat(overflow(0).connectionsPerPartition(4).overflow()).isZero();
    assertThatThrownBy(() -> overflow(-1)).hasMessage("overflowConnections '-1' is negative");
  }

  @Test
  void anIdleTimeThatHostsDoNotGrantIsRefused() {
    assertThatThrownBy(
            () -> new HostConfig("localhost", 80, 0, 30, 0, 5000, 2000, 10_000, 10, 32_768, 100))
        .hasMessage("maxIdleMillis '5000' is not between 1 and 4500");
  }

  @Test
  void aPortThatCannotBeIsRefused() {
    assertThatThrownBy(() -> HostConfig.of("localhost", 65_536))
        .hasMessage("port '65536' is not between 1 and 65535");
    assertThatThrownBy(() -> HostConfig.of(" ", 1)).hasMessage("address ' ' is blank");
  }

  private static HostConfig pools(int pools, int poolSize) {
    return new HostConfig("localhost", 80, pools, poolSize, 0, 1000, 2000, 10_000, 10, 32_768, 100);
  }

  private static HostConfig overflow(int connections) {
    return new HostConfig("localhost", 80, 0, 30, connections, 1000, 2000, 10_000, 10, 32_768, 100);
  }
}
