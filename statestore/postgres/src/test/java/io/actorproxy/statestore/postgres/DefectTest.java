package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.AbstractList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows when something other than the database fails while a connection is used. */
final class DefectTest {
  private static final ActorKey ANN = new ActorKey("shop", "", "ann");
  private static final ActorKey BOB = new ActorKey("shop", "", "bob");

  /** Its elements cannot be had, as a class that cannot be loaded. */
  private static final class Broken<T> extends AbstractList<T> {
    @Override
    public T get(int index) {
      throw new NoClassDefFoundError("Poller");
    }

    @Override
    public int size() {
      return 2;
    }
  }

  @Test
  void aConnectionIsNotUsedAgainAfterADefect(@TempDir Path directory) throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        Connection observer = server.getPostgresDatabase().getConnection();
        StateStore store =
            new PostgresStoreDriver()
                .open(
                    new StoreSettings(
                        directory, 1_000, TestServer.propertiesOf(server.getPort())))) {
      save(store, ANN);
      store.snapshots().load(ANN);

      Set<Integer> before = backends(observer);
      assertThatThrownBy(() -> store.snapshots().save(new Broken<>()))
          .isInstanceOf(NoClassDefFoundError.class);
      await().until(() -> !backends(observer).containsAll(before));
      save(store, BOB);

      Set<Integer> between = backends(observer);
      assertThatThrownBy(() -> store.snapshots().load(new Broken<>(), 1_000))
          .isInstanceOf(NoClassDefFoundError.class);
      await().until(() -> !backends(observer).containsAll(between));
      assertThat(store.snapshots().load(List.of(ANN, BOB), 1_000)).doesNotContainNull().hasSize(2);
    }
  }

  private static void save(StateStore store, ActorKey actor) throws Exception {
    assertThat(store.snapshots().save(List.of(new Save(actor, 0, new byte[] {1}, 7))))
        .containsExactly(SAVED);
  }

  /** The processes of the server that serve clients. */
  private static Set<Integer> backends(Connection observer) throws Exception {
    Set<Integer> backends = new HashSet<>();
    try (Statement statement = observer.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")) {
      while (row.next()) {
        backends.add(row.getInt(1));
      }
    }
    return backends;
  }
}
