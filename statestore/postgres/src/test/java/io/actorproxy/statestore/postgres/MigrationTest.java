package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.CONFLICT;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What earlier versions have stored is there after an update. */
final class MigrationTest {

  private static final int ACTORS = 50;

  @TempDir private Path dataDir;
  private StoreSettings settings;

  private static ActorKey actor(int number) {
    return new ActorKey("shop", "cart", "cart-" + number);
  }

  @BeforeEach
  void storeActorsWithTheFirstVersion() throws Exception {
    settings = TestServer.newSchema(dataDir, 1_000);
    PostgresDialect dialect = new PostgresDialect(settings);
    dialect
        .migration(Flyway.configure())
        .dataSource(
            dialect.url(dialect.options().servers().getFirst()),
            dialect.properties().getProperty("user"),
            dialect.properties().getProperty("password"))
        .target("1")
        .load()
        .migrate();
    // Saves that carry nothing are what they were in the first version.
    try (Connection connection =
        DriverManager.getConnection(
            dialect.url(dialect.options().servers().getFirst()), dialect.properties())) {
      List<Save> saves =
          IntStream.range(0, ACTORS)
              .mapToObj(number -> new Save(actor(number), 0, new byte[] {(byte) number}, 7))
              .toList();
      assertThat(dialect.save(connection, saves, 1_000)).containsOnly(SAVED);
    }
  }

  @Test
  void actorsOfTheFirstVersionGoOnAndGetHistoryAndMessages() throws Exception {
    Message sent =
        Message.untried(
            new MessageId(1, 1), MessageKind.EFFECT, actor(2), 0, 0, 10, new byte[] {1});
    try (StateStore store = new PostgresStoreDriver().open(settings)) {
      for (int number = 0; number < ACTORS; number++) {
        assertThat(store.snapshots().load(actor(number)))
            .contains(new Snapshot(1, new byte[] {(byte) number}));
      }
      Save kept = new Save(actor(1), 1, new byte[] {9}, 8, true, List.of(sent), List.of());
      Save rival = new Save(actor(1), 0, new byte[] {9}, 9, true, List.of(), List.of());
      Save repeated = new Save(actor(3), 0, new byte[] {8}, 7);
      assertThat(store.snapshots().save(List.of(kept, rival, repeated)))
          .containsExactly(SAVED, CONFLICT, SAVED);
      assertThat(store.history().list(actor(1), Long.MAX_VALUE, 10)).hasSize(1);
      assertThat(store.messages().find(sent.id())).contains(sent);
      assertThat(store.snapshots().load(actor(3))).contains(new Snapshot(1, new byte[] {8}));
    }
  }
}
