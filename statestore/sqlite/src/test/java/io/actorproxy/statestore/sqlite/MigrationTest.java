package io.actorproxy.statestore.sqlite;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that an earlier version of the proxy has left. */
final class MigrationTest {

  private static final ActorKey ANN = new ActorKey("shop", "", "ann");
  private static final ActorKey BOB = new ActorKey("shop", "", "bob");
  private static final ActorKey EVE = new ActorKey("shop", "", "eve");
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);
  private static final Message MESSAGE =
      Message.untried(new MessageId(1, 2), MessageKind.EFFECT, ANN, 7, 1, 10, new byte[] {3});

  @TempDir private Path data;

  /** As the first version wrote it, with one actor at revision 5. */
  @BeforeEach
  void createAFileOfSchema1() throws Exception {
    executeScript("1-actors.sql");
    execute("INSERT INTO actors VALUES ('shop', '', 'ann', 5, 77, 1000, x'0102')");
    execute("PRAGMA application_id = " + 0x41637450);
    execute("PRAGMA user_version = 1");
  }

  @Test
  void whatIsStoredIsKeptAndEverythingNewWorks() throws Exception {
    try (StateStore store = open()) {
      assertThat(store.snapshots().load(ANN)).contains(new Snapshot(5, new byte[] {1, 2}));
      Save repeated = new Save(ANN, 4, new byte[] {1, 2}, 77);
      assertThat(store.snapshots().save(List.of(repeated))).containsExactly(SAVED);
      Save next = new Save(ANN, 5, new byte[] {9}, 78, true, List.of(MESSAGE), List.of());
      assertThat(store.snapshots().save(List.of(next))).containsExactly(SAVED);
      assertThat(store.history().list(ANN, Long.MAX_VALUE, 10)).hasSize(1);
      store.lookups().addInstances(List.of(ANN));
    }
    assertThat(number("PRAGMA user_version")).isEqualTo(5);
    try (StateStore store = open()) {
      assertThat(store.snapshots().load(ANN)).contains(new Snapshot(6, new byte[] {9}));
      assertThat(store.messages().find(MESSAGE.id())).contains(MESSAGE);
    }
  }

  @Test
  void historiesOfSchema2BecomeChains() throws Exception {
    executeScript("2-messages.sql");
    execute("PRAGMA user_version = 2");
    execute("INSERT INTO actors VALUES ('shop', '', 'bob', 9, 78, 1000, x'09')");
    execute("INSERT INTO actors VALUES ('shop', '', 'eve', 1, 79, 1000, x'01')");
    // Not in the order of their revisions, nor actor by actor.
    for (String row :
        List.of("'ann', 4", "'bob', 9", "'bob', 2", "'ann', 5", "'ann', 1", "'bob', 7")) {
      execute("INSERT INTO history VALUES ('shop', '', %s, 1000, x'05')".formatted(row));
    }
    try (StateStore store = open()) {
      assertThat(revisions(store, ANN)).containsExactly(5L, 4L, 1L);
      assertThat(revisions(store, BOB)).containsExactly(9L, 7L, 2L);
      assertThat(revisions(store, EVE)).isEmpty();
      assertThat(store.history().atOrBefore(BOB, 6)).contains(new Snapshot(2, new byte[] {5}));
      assertThat(store.snapshots().load(EVE)).contains(new Snapshot(1, new byte[] {1}));
      assertThat(store.history().list(ANN, 5, 1))
          .containsExactly(new HistoryStore.Entry(4, 1000, 1));

      Save next = new Save(ANN, 5, new byte[] {6}, 80, true, List.of(), List.of());
      Save again = new Save(BOB, 8, new byte[] {10}, 78, true, List.of(), List.of());
      assertThat(store.snapshots().save(List.of(next, again))).containsOnly(SAVED);
      assertThat(revisions(store, ANN)).containsExactly(6L, 5L, 4L, 1L);
      assertThat(revisions(store, BOB)).containsExactly(9L, 7L, 2L);
    }
  }

  @Test
  void messagesOfSchema3KeepTheirPlacesAndBelongToNone() throws Exception {
    executeScript("2-messages.sql");
    executeScript("3-history-chain.sql");
    execute("PRAGMA user_version = 3");
    // The first of lane 7 is claimed until 900; one is dead.
    for (String row :
        List.of(
            "x'01', 1, 'shop', '', 'ann', 7, 1, 900, 0, '', 0",
            "x'02', 1, 'shop', '', 'ann', 7, 2, 10, 0, '', 0",
            "x'03', 3, 'shop', '', 'bob', 0, 0, 20, 2, 'not ready', 0",
            "x'04', 2, 'shop', '', 'bob', 0, 0, 30, 5, 'no such action', 2")) {
      execute(
          "INSERT INTO messages VALUES (%s, x'0506')"
              .formatted(row.replaceFirst("x'0", "x'" + "0".repeat(30) + "0")));
    }
    try (StateStore store = open()) {
      MessageStore messages = store.messages();
      assertThat(messages.totals()).isEqualTo(new MessageStore.Totals(3, 6, 1, 1, 2));
      assertThat(messages.claim(1, ALL, 100, 500, 10))
          .extracting(message -> message.id().low())
          .containsExactly(3L);
      assertThat(messages.takeOver(2, 100, 1_000)).isEqualTo(1);
      assertThat(messages.finish(2, List.of(new MessageId(0, 1)))).isEmpty();
      assertThat(messages.claim(1, ALL, 100, 500, 10))
          .extracting(message -> message.id().low())
          .containsExactlyInAnyOrder(2L, 3L);
      assertThat(messages.find(new MessageId(0, 4)).orElseThrow().content()).containsExactly(5, 6);
    }
    assertThat(
            number(
                "SELECT cid = (SELECT max(cid) FROM pragma_table_info('messages'))"
                    + " FROM pragma_table_info('messages') WHERE name = 'content'"))
        .as("whether the content is the last column")
        .isOne();
  }

  private static List<Long> revisions(StateStore store, ActorKey key) throws StoreException {
    return store.history().list(key, Long.MAX_VALUE, 10).stream()
        .map(HistoryStore.Entry::revision)
        .toList();
  }

  @Test
  void aMigrationThatFailsLeavesTheFileAsItWas() throws Exception {
    execute("CREATE TABLE registrations (stray TEXT)"); // The last table of the second script.
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("registrations already exists");
    assertThat(number("PRAGMA user_version")).isEqualTo(1);
    assertThat(number("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'messages%'")).isZero();

    execute("DROP TABLE registrations");
    try (StateStore store = open()) {
      assertThat(store.snapshots().load(ANN)).isPresent();
    }
  }

  private StateStore open() throws StoreException {
    return new SqliteStoreDriver().open(new StoreSettings(data, 1_000, Map.of()));
  }

  private void executeScript(String name) throws Exception {
    try (InputStream script = Schema.class.getResourceAsStream(name)) {
      execute(new String(Objects.requireNonNull(script).readAllBytes(), UTF_8));
    }
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private int number(String sql) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getInt(1);
    }
  }

  private Connection connect() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("actor-proxy.db"));
  }
}
