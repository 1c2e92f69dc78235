package io.actorproxy.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.state.FakeSnapshotStore.Fault;
import io.actorproxy.statestore.StoreCorruptedException;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Transactions, one at a time, by a committer that the test drives. */
final class GroupCommitterTest extends DrivenCommitter {
  @Test
  void savesThatWaitAtTheSameTimeShareATransaction() {
    save("a", 0, 10);
    save("b", 0, 10);
    save("c", 0, 10);

    commit();

    assertThat(store.transactions()).hasSize(1);
    assertThat(outcomes).hasSize(3);
    assertThat(outcomes.values()).allMatch(SaveOutcome.Saved.class::isInstance);
  }

  @Test
  void outcomesAreReportedOnTheLoopThatAsked() {
    save("a", 0, 10);

    committer.runNext();
    assertThat(outcomes).isEmpty();
    loop.drain();

    assertThat(outcomes).containsKey("a");
  }

  @Test
  void theConflictOfOneDoesNotFailItsNeighbours() {
    store.writeBehindTheBack(id("b").key(), new byte[1]);
    save("a", 0, 10);
    save("b", 0, 10);
    save("c", 0, 10);

    commit();

    assertThat(outcomes.get("a")).isInstanceOf(SaveOutcome.Saved.class);
    assertThat(outcomes.get("b")).isInstanceOf(SaveOutcome.Fenced.class);
    assertThat(outcomes.get("c")).isInstanceOf(SaveOutcome.Saved.class);
  }

  @Test
  void aRefusalAfterALostAnswerSaysThatTheStateMayBeStored() {
    store.failNext(Fault.STORED_BUT_UNAVAILABLE);
    save("a", 0, 10);
    commit();
    store.writeBehindTheBack(id("a").key(), new byte[1]);
    commit();

    assertThat(outcomes.get("a")).isEqualTo(new SaveOutcome.Fenced(true));
  }

  @Test
  void aRefusalAtTheFirstAttemptSaysThatTheStateIsNotStored() {
    store.writeBehindTheBack(id("a").key(), new byte[1]);
    save("a", 0, 10);
    commit();

    assertThat(outcomes.get("a")).isEqualTo(new SaveOutcome.Fenced(false));
  }

  @Test
  void aTransactionCarriesNoMoreSavesThanAllowed() {
    for (int i = 0; i < 9; i++) {
      save("a" + i, 0, 1);
    }
    commit();
    commit();
    commit();

    assertThat(store.transactions()).extracting(List::size).containsExactly(4, 4, 1);
  }

  @Test
  void aTransactionCarriesNoMoreBytesThanAllowed() {
    save("a", 0, 60);
    save("b", 0, 40);
    save("c", 0, 60);
    save("d", 0, 41);
    save("e", 0, 1);
    commit();
    commit();
    commit();

    assertThat(names()).containsExactly(List.of("a", "b"), List.of("c"), List.of("d", "e"));
  }

  @Test
  void aStateLargerThanATransactionGoesAlone() {
    save("a", 0, 1);
    save("large", 0, 500);
    save("b", 0, 1);
    commit();
    commit();
    commit();

    assertThat(names()).containsExactly(List.of("a"), List.of("large"), List.of("b"));
  }

  @Test
  void aGroupThatIsTriedAgainTakesMoreUpToTheLimit() {
    store.failNext(Fault.UNAVAILABLE, Fault.UNAVAILABLE);
    save("a", 0, 1);
    commit();
    for (int i = 0; i < 6; i++) {
      save("b" + i, 0, 1);
    }
    commit();
    assertThat(outcomes).isEmpty();
    commit();

    assertThat(store.transactions()).extracting(List::size).containsExactly(1, 4, 4);
    assertThat(outcomes).hasSize(4);
  }

  @Test
  void aSaveIsGivenUpAtItsDeadlineAndTheOthersStay() {
    store.goDown(new StoreUnavailableException("gone"));
    save("hasty", 100);
    save("patient", 10_000);
    commit();
    assertThat(outcomes).isEmpty();

    loop.time().advanceMillis(200);
    commit();
    assertThat(code("hasty")).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    store.comeUp();
    commit();

    assertThat(outcomes.get("patient")).isInstanceOf(SaveOutcome.Saved.class);
  }

  @Test
  void aSaveWhoseFirstAttemptWasStoredAfterAllIsNoConflict() {
    store.failNext(Fault.STORED_BUT_UNAVAILABLE);
    save("a", 0, 10);
    commit();
    commit();

    assertThat(outcomes.get("a")).isInstanceOf(SaveOutcome.Saved.class);
  }

  @Test
  void aDamagedStoreFailsTheGroupAtOnce() {
    store.goDown(new StoreCorruptedException("bad page"));
    save("a", 0, 1);

    commit();

    assertThat(code("a")).isEqualTo(ErrorCode.STATE_CORRUPTED);
  }

  @Test
  void aDamagedPageFailsTheActorsOnItAndTheirNeighboursAreSaved() {
    store.damage(id("b").key());
    for (String name : List.of("a", "b", "c", "d")) {
      save(name, 0, 1);
    }

    commit();

    assertThat(code("b")).isEqualTo(ErrorCode.STATE_CORRUPTED);
    for (String name : List.of("a", "c", "d")) {
      assertThat(outcomes.get(name)).as(name).isInstanceOf(SaveOutcome.Saved.class);
    }
    assertThat(health.failure()).isNull();
  }

  @Test
  void aStoreThatGoesDownWhileADamagedPageIsLookedForTakesTheRestLater() {
    store.damage(id("d").key());
    for (String name : List.of("a", "b", "c", "d")) {
      save(name, 0, 1);
    }
    store.failNext(Fault.UNAVAILABLE);
    commit();
    assertThat(outcomes).isEmpty();

    commit();

    assertThat(code("d")).isEqualTo(ErrorCode.STATE_CORRUPTED);
    assertThat(outcomes.values()).filteredOn(SaveOutcome.Saved.class::isInstance).hasSize(3);
  }

  @Test
  void aDriverThatBreaksFailsTheGroupAndTheNextIsServed() {
    for (Throwable bug : List.of(new IllegalStateException("bug"), new StackOverflowError())) {
      outcomes.clear();
      store.breakWith(bug);
      save("a" + bug.getClass(), 0, 1);
      commit();
      assertThat(code("a" + bug.getClass())).isEqualTo(ErrorCode.INTERNAL);

      store.comeUp();
      save("b" + bug.getClass(), 0, 1);
      commit();
      assertThat(outcomes.get("b" + bug.getClass())).isInstanceOf(SaveOutcome.Saved.class);
    }
  }

  @Test
  void aNameThatNoStoreCanKeepFailsAlone() {
    save("half\ud800", 0, 1);
    save("a", 0, 1);

    commit();

    assertThat(code("half\ud800")).isEqualTo(ErrorCode.INTERNAL);
    assertThat(outcomes.get("a")).isInstanceOf(SaveOutcome.Saved.class);
  }

  @Test
  void aFullQueueRefusesAtOnce() {
    for (int i = 0; i < 11; i++) {
      save("a" + i, 0, 1);
    }
    loop.drain();

    assertThat(outcomes).containsOnlyKeys("a10");
    assertThat(code("a10")).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(outcomes.get("a10")).asString().contains("PROXY_COMMIT_QUEUE");
  }

  @Test
  void aCallbackThatBreaksDoesNotKeepItsNeighboursFromTheirs() {
    committer.add(
        request(
            "broken",
            60_000,
            0,
            new byte[1],
            _ -> {
              throw new IllegalStateException("bug");
            }));
    save("a", 0, 1);

    commit();

    assertThat(outcomes).containsKey("a");
  }

  @Test
  void aLoopThatHasEndedDoesNotEndTheCommitter() {
    committer.add(
        new SaveRequest(
            id("gone"),
            0,
            new byte[1],
            1,
            Deadline.NONE,
            _ -> {
              throw new RejectedExecutionException("the loop has ended");
            },
            _ -> {}));
    save("a", 0, 1);

    commit();

    assertThat(outcomes.get("a")).isInstanceOf(SaveOutcome.Saved.class);
  }

  @Test
  void theStoreHasAFailureWhileTransactionsFail() {
    store.failNext(Fault.UNAVAILABLE);
    save("a", 0, 1);
    commit();
    assertThat(health.failure()).asString().contains(ErrorCode.STORE_UNAVAILABLE.toString());

    commit();

    assertThat(health.failure()).isNull();
  }
}
