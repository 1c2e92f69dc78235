package io.actorproxy.cluster.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class OwnAddressTest {
  @Test
  void towardsADatabaseOnThisMachineItIsThatOfThisMachine() {
    assertThat(OwnAddress.towards("127.0.0.1")).isEqualTo("127.0.0.1");
    assertThat(OwnAddress.towards("")).isEqualTo("127.0.0.1");
    assertThat(OwnAddress.towards("localhost:5432")).isEqualTo("127.0.0.1");
  }

  @Test
  void ofSeveralServersTheFirstCounts() {
    assertThat(OwnAddress.towards("127.0.0.1:5433, database.invalid")).isEqualTo("127.0.0.1");
  }

  @Test
  void aNameThatIsNotFoundIsTold() {
    assertThatThrownBy(() -> OwnAddress.towards("database.invalid:5432"))
        .hasMessageContaining("database.invalid")
        .hasMessageContaining("PROXY_CLUSTER_ADDRESS");
  }
}
