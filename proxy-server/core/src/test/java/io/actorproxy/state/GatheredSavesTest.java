package io.actorproxy.state;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.state.FakeSnapshotStore.Fault;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Saves that no caller waits for are gathered. */
final class GatheredSavesTest extends DrivenCommitter {
  @Test
  void deferredSavesAreGatheredAndWrittenByName() {
    for (String name : List.of("d", "b", "c", "a")) {
      saveSometime(name, 1);
    }
    loop.time().advanceMillis(249);
    commit();
    assertThat(store.transactions()).isEmpty();

    loop.time().advanceMillis(1);
    commit();

    assertThat(names()).containsExactly(List.of("a", "b", "c", "d"));
    assertThat(outcomes).hasSize(4);
  }

  @Test
  void theTimeOfAGatheringBeginsWithItsFirstSave() {
    loop.time().advanceMillis(1_000);
    saveSometime("a", 1);
    commit();
    loop.time().advanceMillis(250);
    commit();
    assertThat(names()).containsExactly(List.of("a"));

    saveSometime("b", 1);
    commit();
    assertThat(store.transactions()).hasSize(1);
  }

  @Test
  void savesWithCallersGoBeforeEachTransactionOfDeferredOnes() {
    for (int i = 0; i < 4; i++) {
      saveSometime("p" + i, 1);
    }
    loop.time().advanceMillis(250);
    saveSometime("q", 1);
    save("a", 0, 1);
    commit();
    save("b", 0, 1);
    commit();

    assertThat(names())
        .containsExactly(List.of("a"), List.of("p0", "p1", "p2", "p3"), List.of("b"), List.of("q"));
  }

  @Test
  void aDeferredSaveThatGetsACallerWaitsNoLonger() {
    saveSometime("a", 1);
    committer.flushDeferred();
    commit();
    assertThat(outcomes).containsKey("a");

    committer.flushDeferred(); // For nothing: what is gathered later has its time.
    saveSometime("b", 1);
    commit();
    assertThat(outcomes).doesNotContainKey("b");
  }

  @Test
  void flushingOftenLeavesRoomForSavesThatHaveCallers() {
    saveSometime("p", 1);
    for (int i = 0; i < 20; i++) {
      committer.flushDeferred();
    }

    for (int i = 0; i < 8; i++) {
      save("a" + i, 0, 1);
    }
    loop.drain();
    assertThat(outcomes).as("none is refused").isEmpty();
    commit();
    commit();
    assertThat(outcomes).hasSize(9);
  }

  @Test
  void aGatheringEndsWhenItIsLargeEnough() {
    saveSometime("a", 99);
    commit();
    assertThat(store.transactions()).isEmpty();
    saveSometime("b", 1);
    commit();
    assertThat(names()).containsExactly(List.of("a", "b"));

    for (int i = 0; i < 4; i++) {
      saveSometime("c" + i, 1);
    }
    commit();
    assertThat(store.transactions()).hasSize(1);
    saveSometime("c4", 1); // Half of what may wait.
    commit();
    assertThat(store.transactions()).hasSize(2);
  }

  @Test
  void aGatheringThatIsFullRefusesAtOnce() {
    for (int i = 0; i < 11; i++) {
      saveSometime("a" + i, 1);
    }
    loop.drain();

    assertThat(outcomes).containsOnlyKeys("a10");
    assertThat(outcomes.get("a10")).asString().contains("PROXY_COMMIT_QUEUE");
  }

  @Test
  void aStoreThatFailsKeepsWhatWasGathered() {
    store.failNext(Fault.UNAVAILABLE);
    for (int i = 0; i < 5; i++) {
      saveSometime("a" + i, 1);
    }
    commit();
    assertThat(outcomes).isEmpty();
    commit();
    commit();
    assertThat(outcomes).hasSize(5);
    assertThat(outcomes.values()).allMatch(SaveOutcome.Saved.class::isInstance);
  }

  @Test
  void theThreadWaitsForAGatheringAndSavesItBeforeItEnds() throws Exception {
    GroupCommitter running =
        new GroupCommitter(
            store, new StateConfig(1, 10, 4, 100, 60_000, 1_000), loop.time(), health);
    running.start();
    running.add(deferrable("a", 1));
    running.close();
    loop.drain();

    assertThat(outcomes.get("a")).isInstanceOf(SaveOutcome.Saved.class);
    running.add(deferrable("b", 1));
    loop.drain();
    assertThat(code("b")).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
  }

  @Test
  void theThreadThatWaitsForAGatheringIsWokenByAFlush() throws Exception {
    CompletableFuture<SaveOutcome> outcome = new CompletableFuture<>();
    try (GroupCommitter running =
        new GroupCommitter(
            store, new StateConfig(1, 10, 4, 100, 60_000, 1_000), loop.time(), health)) {
      running.start();
      running.add(deferrable("a", 1, Runnable::run, outcome::complete));
      await().until(() -> isAsleep("group-committer"));

      running.flushDeferred();

      assertThat(outcome.get(10, SECONDS)).isInstanceOf(SaveOutcome.Saved.class);
    }
  }

  private static boolean isAsleep(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING);
  }

  private void saveSometime(String name, int bytes) {
    committer.add(deferrable(name, bytes));
  }

  private SaveRequest deferrable(String name, int bytes) {
    return deferrable(name, bytes, loop, o -> outcomes.put(name, o));
  }

  private SaveRequest deferrable(
      String name, int bytes, Executor answersOn, Consumer<SaveOutcome> callback) {
    return new SaveRequest(
        id(name),
        0,
        new byte[bytes],
        1,
        false,
        List.of(),
        List.of(),
        true,
        Deadline.in(60_000, loop.time()),
        answersOn,
        callback);
  }
}
