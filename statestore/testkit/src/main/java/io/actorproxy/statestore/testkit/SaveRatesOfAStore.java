package io.actorproxy.statestore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import io.actorproxy.statestore.Save;
import io.actorproxy.statestore.SaveResult;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what group commit is worth to a store on this machine. A subclass is named {@code
 * SaveRates}, which keeps it out of the ordinary test run; {@code -Dtest=SaveRates} runs it, and
 * {@code java.io.tmpdir} chooses the disk.
 */
public abstract class SaveRatesOfAStore {

  private static final int ACTORS = 100_000;
  private static final int STATE_BYTES = 512;
  private static final Duration TIME = Duration.ofSeconds(3);

  @TempDir private Path data;
  private final Random random = new Random(1);
  private final long[] revisions = new long[ACTORS];
  private final Queue<MessageId> waiting = new ArrayDeque<>();
  private long sequence;
  private StateStore store;

  /**
   * Opens the store that is measured, as durable as it can be.
   *
   * @param directory empty
   */
  protected abstract StateStore open(Path directory) throws Exception;

  @BeforeEach
  final void openWithAllActors() throws Exception {
    store = open(data);
    System.out.println(store.durability());
    for (int first = 0; first < ACTORS; first += 500) {
      save(first, 500);
    }
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  @Test
  final void savesAndLoadsPerSecond() throws StoreException {
    for (int rows : List.of(1, 10, 100, 1000)) {
      measure("saves in batches of " + rows, rows, () -> save(random.nextInt(ACTORS), rows));
    }
    for (int rows : List.of(1, 100)) {
      measure("exchanges in batches of " + rows, rows, () -> exchange(rows));
    }
    for (int rows : List.of(32, 1000)) {
      measure("kept saves in batches of " + rows, rows, () -> keep(rows, ACTORS));
    }
    measure("the same, full histories", 100, () -> keep(100, 10));
    measure("loads", 1, () -> store.snapshots().load(actor(random.nextInt(ACTORS))));
  }

  @FunctionalInterface
  private interface Step {
    void run() throws StoreException;
  }

  private static void measure(String what, int rows, Step step) throws StoreException {
    long[] nanos = new long[10_000_000];
    int steps = 0;
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long busy = threads.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    long end = begin + TIME.toNanos();
    for (long before = begin; before < end; ) {
      step.run();
      long after = System.nanoTime();
      nanos[steps++] = after - before;
      before = after;
    }
    busy = threads.getCurrentThreadCpuTime() - busy;
    Arrays.sort(nanos, 0, steps);
    System.out.printf(
        "%-26s %,9d rows/s, %7.1f us each, %5.1f of them busy; call p50 %,.0f us, p99 %,.0f us, max %,.0f us%n",
        what,
        (long) steps * rows * 1_000_000_000L / TIME.toNanos(),
        TIME.toNanos() / 1e3 / steps / rows,
        busy / 1e3 / steps / rows,
        nanos[steps / 2] / 1e3,
        nanos[(int) (steps * 0.99)] / 1e3,
        nanos[steps - 1] / 1e3);
  }

  /** Saves actors that lie apart, as those of one batch do. */
  private void save(int first, int rows) throws StoreException {
    List<Save> batch = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      int number = (first + i * 7919) % ACTORS;
      batch.add(new Save(actor(number), revisions[number]++, new byte[STATE_BYTES], 1));
    }
    assertThat(store.snapshots().save(batch).contains(SaveResult.CONFLICT)).isFalse();
  }

  /** Each save sends one message and consumes another, as a chain of actors does. */
  private void exchange(int rows) throws StoreException {
    List<Save> batch = new ArrayList<>(rows);
    List<Message> sent = new ArrayList<>(rows);
    int first = random.nextInt(ACTORS);
    for (int i = 0; i < rows; i++) {
      int number = (first + i * 7919) % ACTORS;
      Message message = message(number);
      sent.add(message);
      batch.add(
          new Save(
              actor(number),
              revisions[number]++,
              new byte[STATE_BYTES],
              1,
              false,
              List.of(message),
              waiting.size() < 1_000 ? List.of() : List.of(waiting.remove())));
    }
    assertThat(store.snapshots().save(batch)).containsOnly(SaveResult.SAVED);
    sent.forEach(message -> waiting.add(message.id()));
  }

  private Message message(int number) {
    return Message.untried(
        MessageId.random(random),
        MessageKind.EFFECT,
        actor(number),
        number + 1L,
        ++sequence,
        sequence,
        new byte[STATE_BYTES]);
  }

  /**
   * Each save enters the history; those of few actors are full soon, so another revision leaves.
   */
  private void keep(int rows, int actors) throws StoreException {
    List<Save> batch = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      int number = random.nextInt(actors);
      batch.add(
          new Save(
              actor(number),
              revisions[number]++,
              new byte[STATE_BYTES],
              1,
              true,
              List.of(),
              List.of()));
    }
    assertThat(store.snapshots().save(batch)).containsOnly(SaveResult.SAVED);
  }

  private static ActorKey actor(int number) {
    return new ActorKey("shop", "cart", "cart-" + number);
  }
}
