package io.actorproxy.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.memory.ActivationMemory;
import io.actorproxy.statestore.SnapshotStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.statestore.testkit.ForwardingStore;
import io.actorproxy.store.StoreHealth;
import io.actorproxy.time.ManualTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StoreHealthTest {
  private final ProbedStore store = new ProbedStore(new FakeSnapshotStore());
  private final ManualTime time = new ManualTime();
  private final StoreHealth health = new StoreHealth(time, 1_000);
  private final StateManager state =
      new StateManager(
          store,
          (_, _) -> List.of(),
          new StateConfig(4, 100, 100, 1 << 20, 0, 1_000),
          time,
          health,
          ActivationMemory.unlimited());

  @AfterEach
  void stop() {
    store.comeUp();
    state.close();
  }

  @Test
  void aStoreThatTakesProbesHasNoProblem() {
    health.probe(store, state::unsaved);

    assertThat(health.failure()).isNull();
  }

  @Test
  void aRefusedProbeIsAProblemUntilOneIsTaken() {
    store.goDown();
    health.probe(store, state::unsaved);
    assertThat(health.failure()).asString().contains("STORE_UNAVAILABLE", "the disk is full");

    store.comeUp();
    health.probe(store, state::unsaved);
    assertThat(health.failure()).isNull();
  }

  @Test
  void aProbeThatThrowsIsAProblemUntilOneIsTaken() {
    store.throwFromProbes(new NoClassDefFoundError("Poller"));
    health.probe(store, state::unsaved);
    assertThat(health.failure()).asString().contains("INTERNAL", "Poller");

    store.comeUp();
    health.probe(store, state::unsaved);
    assertThat(health.failure()).isNull();
  }

  @Test
  void aDriverWithoutAClassIsAProblemUntilALoadSucceeds() {
    store.snapshots.breakWith(new NoClassDefFoundError("Poller"));
    load();
    assertThat(health.failure()).asString().contains("INTERNAL", "Poller");

    store.comeUp();
    load();
    assertThat(health.failure()).isNull();
  }

  /** It may be about this one actor. */
  @Test
  void anyOtherDefectOfALoadIsNoProblem() {
    store.snapshots.breakWith(new IllegalStateException("a name that cannot be written"));
    load();

    assertThat(health.failure()).isNull();
  }

  @Test
  void aRefusedProbeIsTheFailureOfCallersWhoseSavesStillWaitForAConnection() {
    store.snapshots.hang();
    state.save(request(60_000, _ -> {}));
    await().until(() -> !store.snapshots.transactions().isEmpty());
    store.refuseProbes();
    health.probe(store, state::unsaved);

    assertThat(health.failure())
        .isNotNull()
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));

    store.snapshots.comeUp();
    await().until(() -> health.failure() == null);
  }

  @Test
  void aFailedSaveIsAProblemAtOnceAndAProbeFindsThatItIsOverThoughNoActorSavesAgain() {
    store.goDown();
    CompletableFuture<SaveOutcome> saved = new CompletableFuture<>();
    state.save(request(0, saved::complete));
    assertThat(saved.join()).isInstanceOf(SaveOutcome.NotSaved.class);
    await().until(() -> health.failure() != null);

    store.comeUp();
    health.probe(store, state::unsaved);
    assertThat(health.failure()).isNull();
  }

  @Test
  void aSaveThatHangsIsAProblemBeforeItFailsAndUntilItReturns() {
    store.snapshots.hang();
    state.save(request(60_000, _ -> {}));
    await().until(() -> !store.snapshots.transactions().isEmpty());
    time.advanceMillis(999);
    assertThat(health.failure()).isNull();

    time.advanceMillis(1);
    health.logStall();
    assertThat(health.failure())
        .asString()
        .contains("STORE_UNAVAILABLE", "has not answered for 1000 ms");

    store.snapshots.comeUp();
    await().until(() -> health.failure() == null);
  }

  @Test
  void aLoadThatHangsIsAProblemToo() {
    store.snapshots.hang();
    state.load(ActorId.named("shop", "counter"), Runnable::run, _ -> {});
    await().until(() -> store.snapshots.loads() == 1);

    time.advanceMillis(1_000);

    assertThat(health.failure()).asString().contains("has not answered");
  }

  @Test
  void aProbeSaysNothingOfSavesThatStillWait() {
    store.snapshots.goDown(new StoreUnavailableException("no room for so large a state"));
    state.save(request(60_000, _ -> {}));
    await().until(() -> health.failure() != null);

    health.probe(store, state::unsaved);
    assertThat(health.failure()).asString().contains("no room");

    store.snapshots.comeUp();
    await().until(() -> health.failure() == null);
  }

  private void load() {
    CompletableFuture<LoadResult> loaded = new CompletableFuture<>();
    state.load(ActorId.named("shop", "counter"), Runnable::run, loaded::complete);
    loaded.join();
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
    private volatile @Nullable Error defect;

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

    void throwFromProbes(Error how) {
      defect = how;
    }

    void comeUp() {
      down = null;
      defect = null;
      snapshots.comeUp();
    }

    @Override
    public SnapshotStore snapshots() {
      return snapshots;
    }

    @Override
    public void probe() throws StoreException {
      Error thrown = defect;
      if (thrown != null) {
        throw thrown;
      }
      StoreException problem = down;
      if (problem != null) {
        throw problem;
      }
    }
  }
}
