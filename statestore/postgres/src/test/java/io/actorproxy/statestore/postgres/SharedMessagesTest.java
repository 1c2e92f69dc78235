package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.CONSUMED;
import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several proxies, and transactions that are still under way, meet on the same messages. */
final class SharedMessagesTest {

  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);
  private static final ActorKey ANN = new ActorKey("shop", "", "ann");
  private static final long WRITER = 7;
  private static final int MAX_STATE_BYTES = 1_000;

  @TempDir private Path dataDir;
  private StoreSettings settings;
  private StateStore store;

  @BeforeEach
  void openAStore() throws Exception {
    settings = TestServer.newSchema(dataDir, MAX_STATE_BYTES);
    store = new PostgresStoreDriver().open(settings);
  }

  @AfterEach
  void closeIt() {
    store.close();
  }

  private static MessageId id(int number) {
    return new MessageId(1, number);
  }

  private static Message message(int number) {
    return Message.untried(id(number), MessageKind.EFFECT, ANN, 0, 0, 10, new byte[] {1});
  }

  private static Save exchange(
      ActorKey key, List<Message> sends, List<MessageId> consumes, boolean keep) {
    return new Save(key, 0, new byte[] {1}, WRITER, keep, sends, consumes);
  }

  @Test
  void aRepetitionThatMeetsItsOwnFirstAttemptConsumesOnce() throws Exception {
    store.messages().add(List.of(message(1)));
    assertAcceptedWhileTheFirstAttemptIsUnderWay(
        exchange(ANN, List.of(message(2)), List.of(id(1)), true));
    assertThat(store.messages().count(ALL, false)).isZero();
    assertThat(store.history().list(ANN, Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  void aRepetitionThatMeetsItsOwnFirstAttemptSendsOnce() throws Exception {
    assertAcceptedWhileTheFirstAttemptIsUnderWay(
        exchange(ANN, List.of(message(2)), List.of(), true));
    assertThat(store.messages().count(ALL, false)).isZero();
    assertThat(store.history().list(ANN, Long.MAX_VALUE, 10)).hasSize(1);
  }

  /**
   * The answer to the first attempt was lost, and the server has not ended it yet. As soon as it
   * does, a receiver takes in the message that was sent, which must not come back.
   */
  private void assertAcceptedWhileTheFirstAttemptIsUnderWay(Save save) throws Exception {
    try (Connection first = connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(new PostgresDialect(settings).save(first, List.of(save), MAX_STATE_BYTES))
          .containsExactly(SAVED);
      Future<List<SaveResult>> second = threads.submit(() -> store.snapshots().save(List.of(save)));
      await().until(() -> isWaitedFor(first));
      try (Statement statement = first.createStatement()) {
        String schema = settings.properties().get("schema");
        assertThat(statement.executeUpdate("DELETE FROM \"%s\".messages".formatted(schema)))
            .isOne();
      }
      first.commit();
      assertThat(second.get()).containsExactly(SAVED);
    }
  }

  private Connection connect() throws Exception {
    PostgresDialect dialect = new PostgresDialect(settings);
    Connection connection =
        DriverManager.getConnection(
            dialect.url(dialect.options().servers().getFirst()), dialect.properties());
    connection.setAutoCommit(false);
    return connection;
  }

  private static boolean isWaitedFor(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT EXISTS (SELECT FROM pg_stat_activity
                  WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))
                """)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  @Test
  void aClaimDoesNotWaitForAMessageThatIsBeingConsumed() throws Exception {
    store.messages().add(List.of(message(1), message(2)));
    try (Connection saving = connect()) {
      new PostgresDialect(settings)
          .save(saving, List.of(exchange(ANN, List.of(), List.of(id(1)), false)), MAX_STATE_BYTES);
      assertThat(store.messages().claim(1, ALL, 10, 100, 10))
          .extracting(Message::id)
          .containsExactly(id(2));
      saving.commit();
    }
    assertThat(store.messages().claim(1, ALL, 1_000, 2_000, 10))
        .extracting(Message::id)
        .containsExactly(id(2));
  }

  @Test
  void batchesThatConsumeTheSameMessagesInAnyOrderConsumeEachOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("batchesThatConsumeTheSameMessagesInAnyOrder: seed " + seed);
    Random random = new Random(seed);
    int rounds = 20;
    int size = 100;
    try (StateStore other = new PostgresStoreDriver().open(settings);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < rounds; round++) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          messages.add(message(round * size + i));
        }
        store.messages().add(messages);
        List<Save> mine = consumersOf(messages, "mine", round, random);
        List<Save> theirs = consumersOf(messages, "theirs", round, random);
        Future<List<SaveResult>> others = threads.submit(() -> other.snapshots().save(theirs));
        List<SaveResult> results = new ArrayList<>(store.snapshots().save(mine));
        results.addAll(others.get());
        assertThat(results).as("seed %d, round %d", seed, round).hasSize(2 * size);
        assertThat(Collections.frequency(results, SAVED)).isEqualTo(size);
        assertThat(Collections.frequency(results, CONSUMED)).isEqualTo(size);
        // Only those whose saves were accepted have sent something.
        assertThat(store.messages().count(ALL, false)).isEqualTo((long) size * (round + 1));
      }
    }
  }

  private static List<Save> consumersOf(
      List<Message> messages, String whose, int round, Random random) {
    List<Save> saves = new ArrayList<>();
    for (Message message : messages) {
      ActorKey key = new ActorKey("shop", whose, round + "-" + message.id());
      Message sent =
          Message.untried(
              MessageId.random(random), MessageKind.EFFECT, ANN, 0, 0, 10, new byte[] {1});
      saves.add(exchange(key, List.of(sent), List.of(message.id()), false));
    }
    Collections.shuffle(saves, random);
    return saves;
  }
}
