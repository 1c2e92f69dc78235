package io.actorproxy.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** How the limits are divided, and which make no sense. */
class HostConfigTest {
  @Test
  void theConnectionsOfAllPoolsAreDividedOverThePartitions() {
    assertThat(pools(0, 30).connectionsPerPartition(4)).isEqualTo(30);
    assertThat(pools(8, 30).connectionsPerPartition(4)).isEqualTo(60);
    assertThat(pools(1, 30).connectionsPerPartition(4)).isEqualTo(7);
    assertThat(pools(1, 2).connectionsPerPartition(4)).isEqualTo(1);
    assertThat(pools(Integer.MAX_VALUE, Integer.MAX_VALUE).connectionsPerPartition(1))
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void anIdleTimeThatHostsDoNotGrantIsRefused() {
    assertThatThrownBy(
            () -> new HostConfig("localhost", 80, 0, 30, 5000, 2000, 10_000, 10, 32_768, 100))
        .hasMessage("maxIdleMillis '5000' is not between 1 and 4500");
  }

  @Test
  void aPortThatCannotBeIsRefused() {
    assertThatThrownBy(() -> HostConfig.of("localhost", 65_536))
        .hasMessage("port '65536' is not between 1 and 65535");
    assertThatThrownBy(() -> HostConfig.of(" ", 1)).hasMessage("address ' ' is blank");
  }

  private static HostConfig pools(int pools, int poolSize) {
    return new HostConfig("localhost", 80, pools, poolSize, 1000, 2000, 10_000, 10, 32_768, 100);
  }
}
