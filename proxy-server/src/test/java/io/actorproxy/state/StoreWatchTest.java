package io.actorproxy.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.time.TimeSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreWatchTest {
  private final ProbedStore store = new ProbedStore();
  private final StateManager state =
      new StateManager(store, new StateConfig(4, 100, 100, 1 << 20), TimeSource.SYSTEM);
  private final StoreWatch watch = new StoreWatch(store, state);

  @AfterEach
  void stop() {
    state.close();
  }

  @Test
  void aStoreThatTakesProbesHasNoProblem() {
    watch.probe();

    assertThat(watch.problem()).isNull();
  }

  @Test
  void aRefusedProbeIsAProblemUntilOneIsTaken() {
    store.goDown();
    watch.probe();
    assertThat(watch.problem()).contains("STORE_UNAVAILABLE", "the disk is full");

    store.comeUp();
    watch.probe();
    assertThat(watch.problem()).isNull();
  }

  @Test
  void aFailedSaveIsAProblemAtOnceAndAProbeFindsThatItIsOverThoughNobodySavesAgain() {
    store.goDown();
    CompletableFuture<SaveOutcome> saved = new CompletableFuture<>();
    state.save(
        new SaveRequest(
            ActorId.named("shop", "counter"),
            0,
            new byte[0],
            1,
            Deadline.in(0, TimeSource.SYSTEM),
            Runnable::run,
            saved::complete));
    assertThat(saved.join()).isInstanceOf(SaveOutcome.NotSaved.class);
    await().until(() -> watch.problem() != null);

    store.comeUp();
    watch.probe();
    assertThat(watch.problem()).isNull();
  }

  private static final class ProbedStore implements StateStore {
    private final FakeSnapshotStore snapshots = new FakeSnapshotStore();
    private volatile @Nullable StoreException down;

    void goDown() {
      StoreException full = new StoreUnavailableException("the disk is full");
      down = full;
      snapshots.goDown(full);
    }

    void comeUp() {
      down = null;
      snapshots.comeUp();
    }

    @Override
    public String name() {
      return "probed";
    }

    @Override
    public SnapshotStore snapshots() {
      return snapshots;
    }

    @Override
    public void probe() throws StoreException {
      StoreException problem = down;
      if (problem != null) {
        throw problem;
      }
    }

    @Override
    public String durability() {
      return "nothing is";
    }

    @Override
    public void close() {}
  }
}
