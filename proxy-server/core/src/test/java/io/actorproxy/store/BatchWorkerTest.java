package io.actorproxy.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.time.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class BatchWorkerTest {
  private static final Backoff NONE = new Backoff(0, 0);
  private static final Backoff AN_HOUR = new Backoff(3_600_000, 3_600_000);

  private final Notes notes = new Notes();

  @Test
  void whatWaitsIsWrittenTogetherInTheOrderInWhichItWasHandedIn() {
    BatchWorker<String> writer = writer(10, NONE, false);
    for (String text : List.of("a", "b", "c")) {
      assertThat(writer.offer(text)).isEqualTo(BatchWorker.Offer.TAKEN);
    }

    writer.start();
    writer.close();

    assertThat(notes.written).containsExactly(List.of("a", "b", "c"));
  }

  @Test
  void aWriterThatSleepsIsWokenByWhatIsHandedIn() {
    try (BatchWorker<String> writer = writer(10, NONE, false)) {
      writer.start();
      awaitSleep();

      writer.offer("a");

      await().until(() -> notes.written.equals(List.of(List.of("a"))));
    }
  }

  @Test
  void aWriterThatSleepsIsWokenForWhatComesByAnotherWay() {
    try (BatchWorker<String> writer = writer(10, NONE, false)) {
      writer.start();
      awaitSleep();

      notes.nanosUntilDue = 0;
      writer.wakeUp();

      await().until(() -> notes.transactions.get() > 0);
      notes.nanosUntilDue = Long.MAX_VALUE;
    }
  }

  @Test
  void moreThanTheCapacityIsRefused() {
    BatchWorker<String> writer = writer(1, NONE, false);
    writer.offer("a");

    assertThat(writer.offer("b")).isEqualTo(BatchWorker.Offer.FULL);
    assertThat(writer.peek()).isEqualTo("a");
    assertThat(writer.poll()).isEqualTo("a");
    assertThat(writer.poll()).isNull();
    assertThat(writer.offer("b")).isEqualTo(BatchWorker.Offer.TAKEN);
  }

  @Test
  void aClosedWriterTakesNothingMore() {
    BatchWorker<String> writer = writer(10, NONE, false);
    writer.start();
    writer.close();

    assertThat(writer.offer("a")).isEqualTo(BatchWorker.Offer.CLOSED);
  }

  @Test
  void everythingThatIsTakenIsWrittenWhileManyThreadsRaceWithTheEnd() throws Exception {
    for (int round = 0; round < 100; round++) {
      Notes all = new Notes();
      BatchWorker<String> writer = all.writer(1_000, NONE, false);
      AtomicInteger taken = new AtomicInteger();
      writer.start();
      List<Thread> callers = new CopyOnWriteArrayList<>();
      for (int i = 0; i < 4; i++) {
        callers.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (BatchWorker.Offer offer = writer.offer("x");
                          offer != BatchWorker.Offer.CLOSED;
                          offer = writer.offer("x")) {
                        taken.addAndGet(offer == BatchWorker.Offer.TAKEN ? 1 : 0);
                      }
                    }));
      }

      writer.close();
      for (Thread caller : callers) {
        caller.join();
      }

      assertThat(all.written.stream().mapToInt(List::size).sum()).isEqualTo(taken.get());
    }
  }

  @Test
  void theNextTransactionAfterAFailureWaitsForTheEndOfThePause() {
    try (BatchWorker<String> writer = writer(10, AN_HOUR, false)) {
      notes.failures.set(1);
      writer.offer("a");
      writer.start();
      await().until(() -> notes.transactions.get() == 1);
      awaitSleep();

      writer.offer("b");
      writer.wakeUp();
      awaitSleep();

      assertThat(notes.transactions).hasValue(1);
    }
    assertThat(notes.written).as("after the end, which ends the pause").hasSize(1);
  }

  @Test
  void whatIsHandedInEndsThePauseOfAWriterWhoseCallersLearnOfFailures() {
    try (BatchWorker<String> writer = writer(10, AN_HOUR, true)) {
      notes.failures.set(1);
      writer.offer("a");
      writer.start();
      await().until(() -> notes.transactions.get() == 1);
      awaitSleep();

      writer.offer("b");

      await().until(() -> notes.written.equals(List.of(List.of("a", "b"))));
    }
  }

  @Test
  void aWakeUpEndsThePauseOfAWriterWhoseCallersLearnOfFailures() {
    try (BatchWorker<String> writer = writer(10, AN_HOUR, true)) {
      notes.failures.set(1);
      writer.offer("a");
      writer.start();
      await().until(() -> notes.transactions.get() == 1);

      writer.wakeUp();

      await().until(() -> notes.written.equals(List.of(List.of("a"))));
    }
  }

  @Test
  void whatTheStoreDoesNotTakeAtTheEndIsGivenUp() {
    BatchWorker<String> writer = writer(10, AN_HOUR, false);
    notes.failures.set(Integer.MAX_VALUE);
    writer.offer("a");
    writer.start();
    await().until(() -> notes.transactions.get() == 1);

    writer.close();

    assertThat(notes.givenUp).containsExactly("a");
  }

  @Test
  void aTransactionThatThrowsDoesNotEndTheWriter() {
    try (BatchWorker<String> writer = writer(10, NONE, false)) {
      notes.defects.set(1);
      writer.offer("a");
      writer.start();

      await().until(() -> notes.written.equals(List.of(List.of("a"))));
    }
  }

  @Test
  void theEndDoesNotWaitForeverForAStoreThatHangs() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    notes.before =
        () -> {
          hanging.countDown();
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    BatchWorker<String> writer =
        new BatchWorker<>(
            new BatchWorker.Settings("notes", 10, NONE, false, Duration.ofMillis(10)), notes);
    notes.writer = writer;
    writer.offer("a");
    writer.start();
    assertThat(hanging.await(10, SECONDS)).isTrue();

    writer.close();

    assertThat(notes.written).isEmpty();
    released.countDown();
    await().until(() -> notes.written.size() == 1);
  }

  // --- helpers

  private BatchWorker<String> writer(int capacity, Backoff pauses, boolean offersEndPauses) {
    return notes.writer(capacity, pauses, offersEndPauses);
  }

  private static void awaitSleep() {
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("notes"))
                    .allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
  }

  /** Writes all that waits in one transaction, and fails when told to. */
  private static final class Notes implements BatchWorker.Transactions {
    private final List<List<String>> written = new CopyOnWriteArrayList<>();
    private final List<String> givenUp = new CopyOnWriteArrayList<>();
    private final List<String> left = new CopyOnWriteArrayList<>();
    private final AtomicInteger transactions = new AtomicInteger();
    private volatile long nanosUntilDue = Long.MAX_VALUE;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger defects = new AtomicInteger();
    private volatile Runnable before = () -> {};
    private volatile BatchWorker<String> writer = writer(1, NONE, false);

    BatchWorker<String> writer(int capacity, Backoff pauses, boolean offersEndPauses) {
      writer =
          new BatchWorker<>(
              new BatchWorker.Settings(
                  "notes", capacity, pauses, offersEndPauses, Duration.ofSeconds(20)),
              this);
      return writer;
    }

    @Override
    public boolean runNext() {
      before.run();
      for (String next = writer.poll(); next != null; next = writer.poll()) {
        left.add(next);
      }
      if (defects.getAndDecrement() > 0) {
        throw new IllegalStateException("told to throw");
      }
      boolean taken = failures.getAndDecrement() <= 0;
      if (taken && !left.isEmpty()) {
        written.add(List.copyOf(left));
        left.clear();
      }
      transactions.incrementAndGet();
      return taken;
    }

    @Override
    public long nanosUntilDue() {
      return left.isEmpty() ? nanosUntilDue : 0;
    }

    @Override
    public void giveUp() {
      givenUp.addAll(left);
      left.clear();
    }
  }
}
