package io.actorproxy.statestore.sqlite;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.ImportStore.Imported;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left in the file of states that are too old for a history. */
final class HistoryRowsTest {

  private static final ActorKey ANN = new ActorKey("shop", "", "ann");
  private static final ActorKey BOB = new ActorKey("shop", "", "bob");

  @TempDir private Path data;

  @Test
  void atMostHalfTheLimitIsLeftToBeDeleted() throws Exception {
    long rowsMax = 0;
    try (StateStore store = open(10)) {
      for (int revision = 0; revision < 100; revision++) {
        keep(store, ANN, revision);
        assertThat(store.history().list(ANN, Long.MAX_VALUE, 1_000))
            .hasSize(Math.min(revision + 1, 10));
        rowsMax = Math.max(rowsMax, rows());
      }
    }
    assertThat(rowsMax).isEqualTo(15);
  }

  @Test
  void aHistoryWithALowerLimitIsDeletedDownToIt() throws Exception {
    try (StateStore store = open(10)) {
      for (int revision = 0; revision < 13; revision++) {
        keep(store, ANN, revision);
        keep(store, BOB, revision);
      }
    }
    try (StateStore store = open(2)) {
      keep(store, ANN, 13);
      assertThat(rows()).isEqualTo(13 + 2);
      assertThat(store.history().list(BOB, Long.MAX_VALUE, 1_000)).hasSize(10);
    }
    try (StateStore store = open(0)) {
      keep(store, ANN, 14);
      keep(store, BOB, 13);
      assertThat(rows()).isZero();
    }
    try (StateStore store = open(10)) {
      keep(store, ANN, 15);
      assertThat(store.history().list(ANN, Long.MAX_VALUE, 1_000)).hasSize(1);
    }
  }

  @Test
  void whatAnImportBroughtBeyondTheLimitIsDeletedToo() throws Exception {
    try (StateStore store = open(10)) {
      List<Snapshot> past =
          LongStream.rangeClosed(1, 30).mapToObj(at -> new Snapshot(at, new byte[1])).toList();
      store.imports().put(List.of(new Imported(ANN, new Snapshot(31, new byte[1]), past)));
      assertThat(rows()).isEqualTo(30);
      keep(store, ANN, 31);
      assertThat(rows()).isEqualTo(10);
    }
  }

  @Test
  @Timeout(value = 20, threadMode = SEPARATE_THREAD)
  void aHistoryOfOneHoldsTheNewestOnly() throws Exception {
    try (StateStore store = open(1)) {
      for (int revision = 0; revision < 4; revision++) {
        keep(store, ANN, revision);
        assertThat(store.history().list(ANN, Long.MAX_VALUE, 1_000)).hasSize(1);
        assertThat(rows()).isOne();
      }
    }
  }

  private StateStore open(int historyLimit) throws StoreException {
    return new SqliteStoreDriver().open(new StoreSettings(data, 1_000, historyLimit, Map.of()));
  }

  private static void keep(StateStore store, ActorKey key, long revision) throws StoreException {
    Save save = new Save(key, revision, new byte[1], 1, true, List.of(), List.of());
    assertThat(store.snapshots().save(List.of(save))).containsExactly(SAVED);
  }

  private long rows() throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("actor-proxy.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM history")) {
      return row.getLong(1);
    }
  }
}
