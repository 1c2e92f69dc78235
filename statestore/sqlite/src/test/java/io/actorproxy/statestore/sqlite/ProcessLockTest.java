package io.actorproxy.statestore.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreLockedException;
import io.actorproxy.statestore.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessLockTest {

  @TempDir private Path directory;

  @Test
  void aSecondProcessIsRefusedAndToldWhoHasTheFile() throws Exception {
    try (StoreProcess owner = StoreProcess.start("hold", data())) {
      assertThat(owner.readLine()).isEqualTo("opened");
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreLockedException.class)
          .hasMessageContaining("in use by process " + owner.pid())
          .hasMessageContaining(data())
          .hasMessageContaining("PROXY_DATA_DIR");
    }
  }

  @Test
  void theFileIsFreeWhenItsOwnerWasKilled() throws Exception {
    try (StoreProcess owner = StoreProcess.start("hold", data())) {
      assertThat(owner.readLine()).isEqualTo("opened");
    }
    open().close();
  }

  @Test
  void aSecondStoreInThisProcessIsRefusedAndTheFirstKeepsItsLock() throws Exception {
    StateStore first = open();
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreLockedException.class)
        .hasMessageContaining("this very process");
    assertThat(openElsewhere()).startsWith("refused").contains("" + ProcessHandle.current().pid());
    first.close();
    assertThat(openElsewhere()).isEqualTo("opened");
  }

  private String openElsewhere() throws IOException {
    try (StoreProcess other = StoreProcess.start("hold", data())) {
      return String.valueOf(other.readLine());
    }
  }

  private StateStore open() throws StoreException {
    return new SqliteStoreDriver().open(new StoreSettings(Path.of(data()), 100, Map.of()));
  }

  private String data() {
    return directory.resolve("data").toString();
  }
}
