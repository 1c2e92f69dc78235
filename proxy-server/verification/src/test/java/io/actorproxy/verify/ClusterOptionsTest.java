package io.actorproxy.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClusterOptionsTest {
  @Test
  void whatIsGivenReplacesTheDefaults() {
    ClusterOptions options =
        ClusterOptions.parse(
            List.of(
                "--store",
                "mariadb",
                "--members",
                "5",
                "--minutes",
                "0.5",
                "--seed",
                "7",
                "--faults",
                "proxy-killed,store-cut",
                "--actors",
                "9",
                "--clients",
                "2",
                "--think",
                "0"));
    assertThat(options.store()).isEqualTo("mariadb");
    assertThat(options.members()).isEqualTo(5);
    assertThat(options.time()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.faults())
        .containsExactlyInAnyOrder(ClusterFault.PROXY_KILLED, ClusterFault.STORE_CUT);
    assertThat(options.actors()).isEqualTo(9);
    assertThat(options.clients()).isEqualTo(2);
    assertThat(options.thinkMillis()).isZero();
  }

  @Test
  void thereMayBeNoFaults() {
    assertThat(ClusterOptions.parse(List.of("--faults", "none")).faults()).isEmpty();
  }

  @Test
  void aStoreThatMembersCannotShareIsRefused() {
    assertThatThrownBy(() -> ClusterOptions.parse(List.of("--store", "sqlite")))
        .hasMessageContaining("sqlite");
  }

  @Test
  void anUnknownFaultIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> ClusterOptions.parse(List.of("--faults", "flood")))
        .hasMessageContaining("flood")
        .hasMessageContaining("proxy-killed");
  }
}
