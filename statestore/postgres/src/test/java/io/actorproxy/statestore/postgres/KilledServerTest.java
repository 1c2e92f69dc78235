package io.actorproxy.statestore.postgres;

import static io.actorproxy.statestore.SaveResult.SAVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.StoreUnavailableException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own is killed while saves exchange messages. */
final class KilledServerTest {

  private static final int KILLS = 5;
  private static final int BATCH = 50;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private EmbeddedPostgres server;
  private StateStore store;

  @BeforeEach
  void openOnAServerOfItsOwn() throws Exception {
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.resolve("data"))
            .setCleanDataDirectory(false)
            .start();
    store =
        new PostgresStoreDriver()
            .open(new StoreSettings(directory, 1_000, TestServer.propertiesOf(server.getPort())));
  }

  @AfterEach
  void closeBoth() throws IOException {
    store.close();
    server.close();
  }

  private static ActorKey actor(int number) {
    return new ActorKey("shop", "cart", "cart-" + number);
  }

  private static Message received(int number) {
    return message(1, number);
  }

  private static Message sent(int number) {
    return message(2, number);
  }

  private static Message message(long high, int number) {
    return Message.untried(
        new MessageId(high, number),
        MessageKind.EFFECT,
        actor(number),
        0,
        0,
        10,
        new byte[] {(byte) number});
  }

  /** Each actor of the batch takes in one message, sends another and keeps a revision. */
  private static List<Save> batch(int number) {
    List<Save> saves = new ArrayList<>();
    for (int i = number * BATCH; i < (number + 1) * BATCH; i++) {
      saves.add(
          new Save(
              actor(i),
              0,
              new byte[] {(byte) i},
              i,
              true,
              List.of(sent(i)),
              List.of(received(i).id())));
    }
    return saves;
  }

  private void addReceived(int number) throws StoreException {
    List<Message> messages = new ArrayList<>();
    for (int i = number * BATCH; i < (number + 1) * BATCH; i++) {
      messages.add(received(i));
    }
    store.messages().add(messages);
  }

  @Test
  void aBatchIsThereWithItsMessagesAndItsHistoryOrNotAtAll() throws Exception {
    AtomicInteger number = new AtomicInteger();
    for (int kill = 0; kill < KILLS; kill++) {
      int begin = number.get();
      CompletableFuture<Void> saver = CompletableFuture.runAsync(() -> saveOnAndOn(number));
      await().atMost(LIMIT).until(() -> number.get() >= begin + 5);
      killBackends();
      assertThatThrownBy(saver::join).hasRootCauseInstanceOf(Exception.class);
      await()
          .atMost(LIMIT)
          .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
          .until(() -> isReachable());

      assertWholeOrAbsent(number.get());
      addReceivedUnlessTaken(number.get());
      assertThat(store.snapshots().save(batch(number.get()))).containsOnly(SAVED);
      assertWholeOrAbsent(number.get());
      number.incrementAndGet();
    }
    for (int i = 0; i < number.get() * BATCH; i++) {
      assertThat(store.messages().find(sent(i).id())).contains(sent(i));
      assertThat(store.messages().find(received(i).id())).isEmpty();
    }
  }

  private boolean isReachable() throws StoreException {
    store.probe();
    store.messages().find(sent(0).id());
    return true;
  }

  /** Until the server is gone. */
  private void saveOnAndOn(AtomicInteger number) {
    try {
      while (true) {
        addReceived(number.get());
        assertThat(store.snapshots().save(batch(number.get()))).containsOnly(SAVED);
        number.incrementAndGet();
      }
    } catch (StoreException e) {
      throw new CompletionException(e);
    }
  }

  private void addReceivedUnlessTaken(int number) throws StoreException {
    if (store.snapshots().load(actor(number * BATCH)).isEmpty()) {
      addReceived(number);
    }
  }

  private void assertWholeOrAbsent(int number) throws StoreException {
    boolean isThere = store.snapshots().load(actor(number * BATCH)).isPresent();
    for (int i = number * BATCH; i < (number + 1) * BATCH; i++) {
      assertThat(store.snapshots().load(actor(i)).isPresent()).isEqualTo(isThere);
      assertThat(store.messages().find(sent(i).id()).isPresent()).isEqualTo(isThere);
      assertThat(store.history().list(actor(i), Long.MAX_VALUE, 10)).hasSize(isThere ? 1 : 0);
      if (isThere) {
        assertThat(store.messages().find(received(i).id())).isEmpty();
      }
    }
  }

  /** The server ends all its backends when one is killed, and recovers by itself. */
  private void killBackends() throws IOException {
    long postmaster =
        Long.parseLong(
            Files.readAllLines(directory.resolve("data").resolve("postmaster.pid"))
                .getFirst()
                .strip());
    ProcessHandle.of(postmaster)
        .orElseThrow()
        .descendants()
        .forEach(ProcessHandle::destroyForcibly);
  }
}
