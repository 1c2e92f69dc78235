package io.actorproxy.statestore.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.testkit.StateStoreContract;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest extends StateStoreContract {

  @Override
  protected StateStoreDriver driver() {
    return new MemoryStoreDriver();
  }

  @Test
  void processesCannotShareItSoItHasNoCluster() {
    assertThat(store().cluster()).isEmpty();
  }

  @Test
  void tellsThatNothingIsDurable() {
    assertThat(store().durability()).startsWith("Nothing is durable");
  }
}
