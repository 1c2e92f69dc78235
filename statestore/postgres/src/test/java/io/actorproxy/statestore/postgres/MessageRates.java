package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures messages on a server on this machine, fsync on, with a million messages in the table.
 * Its name keeps it out of the ordinary test run; {@code -Dtest=MessageRates} runs it.
 */
final class MessageRates {

  private static final int ACTORS = 10_000;
  private static final int GROUP = 100;
  private static final int CONTENT_BYTES = 256;
  private static final String SCHEMA = "actor_proxy";
  private static final Duration TIME = Duration.ofSeconds(3);
  private static final Set<MessageKind> ALL = EnumSet.allOf(MessageKind.class);

  @TempDir private Path data;
  private final Random random = new Random(1);
  private final long[] revisions = new long[ACTORS];
  private final Deque<MessageId> waiting = new ArrayDeque<>();
  private long now = 10;
  private EmbeddedPostgres server;
  private PostgresDialect dialect;
  private StateStore store;

  @BeforeEach
  void open() throws StoreException, IOException {
    // An embedded server has both off by itself.
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    StoreSettings settings =
        new StoreSettings(data, 1 << 20, TestServer.propertiesOf(server.getPort()));
    dialect = new PostgresDialect(settings);
    store = new PostgresStoreDriver().open(settings);
    System.out.println(store.durability());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    server.close();
  }

  @Test
  void messagesPerSecond() throws Exception {
    for (int i = 0; i < ACTORS / GROUP; i++) {
      exchange(i * GROUP, false);
    }
    measure("plain saves in groups of " + GROUP, GROUP, () -> plain(random.nextInt(ACTORS)));
    measure("with a send and a consume", GROUP, () -> exchange(random.nextInt(ACTORS), false));
    measure("and with history", GROUP, () -> exchange(random.nextInt(ACTORS), true));

    execute("a million that are not due", million(0, "i % 3 + 1", "0", "1000000 + i"));
    claims(GROUP);
    claims(10);
    measure("next due", 1, () -> store.messages().nextDue(ALL));
    measure("pages of 100", 1, () -> store.messages().list(ALL, false, Optional.empty(), 100));
    measure("counts", 1, () -> store.messages().count(ALL, false));
    measure("with a send and a consume", GROUP, () -> exchange(random.nextInt(ACTORS), false));

    execute("a million in lanes of ten", million(1, "1", "i / 10 + 1", "i"));
    measure("claims and removals of 100", 100, this::claimAndRemove);
  }

  /** What was claimed is due again at once, so that there is always something. */
  private void claims(int limit) throws StoreException {
    measure(
        "claims of " + limit,
        limit,
        () -> {
          now++;
          assertThat(store.messages().claim(1, ALL, now, now, limit)).hasSize(limit);
        });
  }

  private void claimAndRemove() throws StoreException {
    List<Message> claimed = store.messages().claim(1, ALL, 1 << 21, 1L << 40, 100);
    assertThat(claimed).hasSize(100);
    store.messages().remove(claimed.stream().map(Message::id).toList());
  }

  private void plain(int first) throws StoreException {
    List<Save> batch = new ArrayList<>(GROUP);
    for (int i = 0; i < GROUP; i++) {
      int number = (first + i * 7919) % ACTORS;
      batch.add(new Save(actor(number), revisions[number]++, new byte[512], 1));
    }
    assertThat(store.snapshots().save(batch)).containsOnly(SAVED);
  }

  /** Each consumes what one of the saves before it has sent, as soon as there are many. */
  private void exchange(int first, boolean keep) throws StoreException {
    List<Save> batch = new ArrayList<>(GROUP);
    List<Message> sent = new ArrayList<>();
    boolean consume = waiting.size() >= ACTORS;
    for (int i = 0; i < GROUP; i++) {
      int number = (first + i * 7919) % ACTORS;
      Message message =
          Message.untried(
              MessageId.random(random),
              MessageKind.EFFECT,
              actor(number),
              number + 1,
              revisions[number],
              10,
              new byte[CONTENT_BYTES]);
      sent.add(message);
      batch.add(
          new Save(
              actor(number),
              revisions[number]++,
              new byte[512],
              1,
              keep,
              List.of(message),
              consume ? List.of(waiting.removeFirst()) : List.of()));
    }
    assertThat(store.snapshots().save(batch)).containsOnly(SAVED);
    sent.forEach(message -> waiting.add(message.id()));
  }

  private static ActorKey actor(int number) {
    return new ActorKey("shop", "cart", "cart-" + number);
  }

  private String million(int place, String kind, String lane, String due) {
    return """
    INSERT INTO "%s".messages
    SELECT ('%d' || substr(md5(i::text), 2))::uuid, %s, 'shop', 'cart', 'cart-' || i, %s, i, %s,
      0, '', false, decode(repeat('00', %d), 'hex')
    FROM generate_series(1, 1000000) AS i
    """
        .formatted(SCHEMA, place, kind, lane, due, CONTENT_BYTES);
  }

  private void execute(String what, String sql) throws Exception {
    Properties properties = dialect.properties();
    properties.setProperty("socketTimeout", "300");
    try (Connection connection =
            DriverManager.getConnection(
                dialect.url(dialect.options().servers().getFirst()), properties);
        Statement statement = connection.createStatement()) {
      System.out.printf("%s: %,d rows%n", what, statement.executeUpdate(sql));
      statement.execute("VACUUM ANALYZE \"%s\".messages".formatted(SCHEMA));
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws StoreException;
  }

  private static void measure(String what, int rows, Step step) throws StoreException {
    long[] nanos = new long[10_000_000];
    int steps = 0;
    long begin = System.nanoTime();
    long end = begin + TIME.toNanos();
    long before = begin;
    while (before < end) {
      step.run();
      long after = System.nanoTime();
      nanos[steps++] = after - before;
      before = after;
    }
    Arrays.sort(nanos, 0, steps);
    System.out.printf(
        "%-32s %,9d/s, %7.1f us each; call p50 %,.0f us, p99 %,.0f us, max %,.0f us%n",
        what,
        (long) steps * rows * 1_000_000_000L / (before - begin),
        (before - begin) / 1e3 / steps / rows,
        nanos[steps / 2] / 1e3,
        nanos[(int) (steps * 0.99)] / 1e3,
        nanos[steps - 1] / 1e3);
  }
}
