package io.actorproxy.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.testkit.ForwardingStore;
import io.actorproxy.store.StoreFailures;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.TimeSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The manager with its own threads. */
final class StateManagerTest {
  private static final ActorId ACTOR = ActorId.named("sys", "a");
  private static final Executor LOOP = Runnable::run;

  private final FakeSnapshotStore snapshots = new FakeSnapshotStore();
  private final StoreHealth health = new StoreHealth(TimeSource.SYSTEM, 1_000);
  private final StateManager manager =
      new StateManager(
          storeOf(snapshots),
          (_, _) -> List.of(),
          new StateConfig(2, 1000, 100, 1 << 20, 0, 1_000),
          TimeSource.SYSTEM,
          health);
  private final List<SaveOutcome> saved = new CopyOnWriteArrayList<>();
  private final List<LoadResult> loaded = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    snapshots.comeUp();
    manager.close();
  }

  @Test
  void whatIsSavedCanBeLoaded() {
    save("a");
    await().until(() -> saved.size() == 1);

    manager.load(ACTOR, LOOP, loaded::add);
    await().until(() -> loaded.size() == 1);

    assertThat(loaded.getFirst())
        .isInstanceOfSatisfying(
            LoadResult.Found.class, found -> assertThat(found.revision()).isEqualTo(1));
  }

  @Test
  void whatWasNeverSavedIsMissing() {
    manager.load(ACTOR, LOOP, loaded::add);

    await().until(() -> loaded.size() == 1);
    assertThat(loaded.getFirst()).isInstanceOf(LoadResult.Missing.class);
  }

  @Test
  void aStoreThatComesBackTakesWhatWaited() {
    snapshots.goDown(new StoreUnavailableException("gone"));
    save("a");
    await().until(() -> snapshots.transactions().size() >= 3);
    assertThat(saved).isEmpty();
    assertThat(health.failure()).isNotNull();

    snapshots.comeUp();

    await().until(() -> saved.size() == 1);
    assertThat(saved.getFirst()).isInstanceOf(SaveOutcome.Saved.class);
    assertThat(health.failure()).isNull();
  }

  @Test
  void closingSavesWhatWasAccepted() {
    for (int i = 0; i < 500; i++) {
      save("a" + i);
    }

    manager.close();

    assertThat(saved).hasSize(500).allMatch(SaveOutcome.Saved.class::isInstance);
  }

  @Test
  void savesWithoutAnOutcomeAreCountedWhileTheStoreHangs() {
    snapshots.hang();
    save("a");
    await().until(() -> snapshots.transactions().size() == 1);
    save("b");
    save("c");
    assertThat(manager.unsaved()).isEqualTo(3);

    snapshots.comeUp();

    await().until(() -> saved.size() == 3);
    assertThat(manager.unsaved()).isZero();
  }

  @Test
  void closingWithABrokenStoreAnswersTheCallers() {
    snapshots.goDown(new StoreUnavailableException("gone"));
    save("a");
    save("b");

    manager.close();

    assertThat(saved).hasSize(2).allMatch(SaveOutcome.NotSaved.class::isInstance);
  }

  @Test
  void afterClosingEverythingIsAnsweredAtOnce() {
    manager.close();

    save("a");
    manager.load(ACTOR, LOOP, loaded::add);

    assertThat(saved).singleElement().isInstanceOf(SaveOutcome.NotSaved.class);
    assertThat(loaded).singleElement().isInstanceOf(LoadResult.NotLoaded.class);
  }

  @Test
  void everySaveIsAnsweredOnceThoughTheManagerClosesMeanwhile() {
    Thread closer = Thread.ofVirtual().start(manager::close);
    int count = 0;
    while (closer.isAlive() || count == 0) {
      save("a" + count++);
    }
    int all = count;

    await().until(() -> saved.size() == all);
  }

  @Test
  void theFailureOfLoadsEndsWithALoadThatSucceeds() {
    snapshots.becomeUnreadable(new StoreUnavailableException("gone"));
    manager.load(ACTOR, LOOP, loaded::add);
    await().until(() -> loaded.size() == 1);
    assertThat(health.failure()).isNotNull();
    assertThat(loaded.getFirst().toString()).contains("STORE_UNAVAILABLE");

    snapshots.comeUp();
    manager.load(ACTOR, LOOP, loaded::add);

    await().until(() -> health.failure() == null);
  }

  @Test
  void aLoadThatSucceedsDoesNotHideThatSavesFail() {
    StoreHealth health = new StoreHealth(TimeSource.SYSTEM, 1_000);
    health.saveFailed(StoreFailures.of(new StoreUnavailableException("disk full")));

    health.loaded();
    assertThat(health.failure()).isNotNull();
    health.saved();

    assertThat(health.failure()).isNull();
  }

  @Test
  void aDriverThatBreaksInALoadIsReported() {
    for (Throwable bug : List.of(new IllegalStateException("bug"), new StackOverflowError())) {
      loaded.clear();
      snapshots.breakWith(bug);
      manager.load(ACTOR, LOOP, loaded::add);
      await().until(() -> loaded.size() == 1);
      assertThat(loaded.getFirst().toString()).contains(ErrorCode.INTERNAL.toString());
    }
  }

  private void save(String name) {
    manager.save(
        new SaveRequest(
            name.equals("a") ? ACTOR : ActorId.named("sys", name),
            0,
            new byte[0],
            1,
            Deadline.NONE,
            LOOP,
            saved::add));
  }

  private static StateStore storeOf(FakeSnapshotStore snapshots) {
    return new ForwardingStore(snapshots.memory()) {
      @Override
      public SnapshotStore snapshots() {
        return snapshots;
      }
    };
  }
}
