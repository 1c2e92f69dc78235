package io.actorproxy.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.testkit.ForwardingStore;
import io.actorproxy.time.ManualTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreWatchTest {
  private final ProbedStore store = new ProbedStore(new FakeSnapshotStore());
  private final ManualTime time = new ManualTime();
  private final StateManager state =
      new StateManager(
          store, (_, _) -> List.of(), new StateConfig(4, 100, 100, 1 << 20, 0, 1_000), time);
  private final StoreWatch watch = new StoreWatch(store, state);

  @AfterEach
  void stop() {
    store.comeUp();
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
  void aRefusedProbeIsWhatCallersHearWhoseSaveStillWaitsForAConnection() {
    store.snapshots.hang();
    state.save(request(60_000, _ -> {}));
    await().until(() -> !store.snapshots.transactions().isEmpty());
    store.refuseProbes();
    watch.probe();

    assertThat(state.storeFailure())
        .isNotNull()
        .satisfies(trouble -> assertThat(trouble.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
        .hasToString(watch.problem());

    store.snapshots.comeUp();
    await().until(() -> watch.problem() == null);
  }

  @Test
  void aFailedSaveIsAProblemAtOnceAndAProbeFindsThatItIsOverThoughNobodySavesAgain() {
    store.goDown();
    CompletableFuture<SaveOutcome> saved = new CompletableFuture<>();
    state.save(request(0, saved::complete));
    assertThat(saved.join()).isInstanceOf(SaveOutcome.NotSaved.class);
    await().until(() -> watch.problem() != null);

    store.comeUp();
    watch.probe();
    assertThat(watch.problem()).isNull();
  }

  @Test
  void aSaveThatHangsIsAProblemBeforeItFailsAndUntilItReturns() {
    store.snapshots.hang();
    state.save(request(60_000, _ -> {}));
    await().until(() -> !store.snapshots.transactions().isEmpty());
    time.advanceMillis(999);
    assertThat(watch.problem()).isNull();

    time.advanceMillis(1);
    watch.look();
    assertThat(watch.problem()).contains("STORE_UNAVAILABLE", "has not answered for 1000 ms");

    store.snapshots.comeUp();
    await().until(() -> watch.problem() == null);
  }

  @Test
  void aLoadThatHangsIsAProblemToo() {
    store.snapshots.hang();
    state.load(ActorId.named("shop", "counter"), Runnable::run, _ -> {});
    await().until(() -> store.snapshots.loads() == 1);

    time.advanceMillis(1_000);

    assertThat(watch.problem()).contains("has not answered");
  }

  @Test
  void aProbeSaysNothingOfSavesThatStillWait() {
    store.snapshots.goDown(new StoreUnavailableException("no room for so large a state"));
    state.save(request(60_000, _ -> {}));
    await().until(() -> watch.problem() != null);

    watch.probe();
    assertThat(watch.problem()).contains("no room");

    store.snapshots.comeUp();
    await().until(() -> watch.problem() == null);
  }

  private SaveRequest request(long patienceMillis, Consumer<SaveOutcome> callback) {
    return new SaveRequest(
        ActorId.named("shop", "counter"),
        0,
        new byte[0],
        1,
        Deadline.in(patienceMillis, time),
        Runnable::run,
        callback);
  }

  private static final class ProbedStore extends ForwardingStore {
    private static final StoreException FULL = new StoreUnavailableException("the disk is full");

    private final FakeSnapshotStore snapshots;
    private volatile @Nullable StoreException down;

    ProbedStore(FakeSnapshotStore snapshots) {
      super(snapshots.memory());
      this.snapshots = snapshots;
    }

    void goDown() {
      refuseProbes();
      snapshots.goDown(FULL);
    }

    void refuseProbes() {
      down = FULL;
    }

    void comeUp() {
      down = null;
      snapshots.comeUp();
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
  }
}
