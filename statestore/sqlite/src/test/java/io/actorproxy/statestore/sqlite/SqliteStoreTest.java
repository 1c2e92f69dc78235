package io.actorproxy.statestore.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.testkit.DurableStateStoreContract;
import org.junit.jupiter.api.Test;

final class SqliteStoreTest extends DurableStateStoreContract {

  @Override
  protected StateStoreDriver driver() {
    return new SqliteStoreDriver();
  }

  @Test
  void processesCannotShareItSoItHasNoCluster() {
    assertThat(store().cluster()).isEmpty();
  }
}
