package io.actorproxy.entity;

import static io.actorproxy.definition.TypeBuilder.type;
import static io.actorproxy.entity.ActorHarness.COUNTER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.Deadline;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.invocation.Metadata;
import io.actorproxy.invocation.Principal;
import io.actorproxy.invocation.Restoration;
import io.actorproxy.invocation.TextAny;
import io.actorproxy.state.FakeSnapshotStore;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.HistoryStore;
import io.actorproxy.statestore.StoreException;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Earlier states of an actor, and going back to them. */
final class HistoryTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add", "read").build());

  @Test
  void aRevisionEntersTheHistoryOnceInASnapshotInterval() {
    add("1");
    add("2");
    actors.advance(1_000);
    add("3");
    add("4");

    assertThat(kept()).containsExactly(3L, 1L);
  }

  @Test
  void aCheckpointAlwaysEntersIt() {
    add("1");
    actors.call("add");
    actors
        .host()
        .only()
        .answers(
            ActorInvocationResponse.newBuilder()
                .setUpdatedContext(Context.newBuilder().setState(TextAny.message("2")))
                .setCheckpoint(true));
    actors.commit();
    add("3");

    assertThat(kept()).containsExactly(2L, 1L);
  }

  @Test
  void inSnapshotModeEverySaveEntersIt() {
    ActorHarness snapshot = ActorHarness.snapshot(type("counter").actions("add").build());
    for (String state : new String[] {"1", "2"}) {
      snapshot.call("add");
      snapshot.host().only().returns(state);
      snapshot.advance(1_000);
      snapshot.commit();
    }

    assertThat(kept(snapshot)).containsExactly(2L, 1L);
  }

  @Test
  void goingBackIsANewRevision() {
    add("1");
    add("2");

    CompletableFuture<Long> restored = restore(1);
    assertThat(restored).isNotDone();
    actors.commit();

    assertThat(restored).isCompletedWithValue(1L);
    assertThat(actors.state().revision(COUNTER)).isEqualTo(3);
    actors.call("read");
    assertThat(actors.host().only().stateText()).isEqualTo("1");
  }

  @Test
  void goingBackToWhatIsNotKeptMeansTheNewestBeforeAndSaysSo() {
    add("1");
    add("2");
    add("3");

    CompletableFuture<Long> restored = restore(2);
    actors.commit();

    assertThat(restored).isCompletedWithValue(1L);
  }

  @Test
  void goingBackToThePresentChangesNothing() {
    add("1");

    assertThat(restore(1)).isCompletedWithValue(1L);
    assertThat(actors.state().revision(COUNTER)).isEqualTo(1);
  }

  @Test
  void aRevisionThatIsStillToComeIsRefusedAndTheNewestIsTold() {
    add("1");
    add("2");

    Failure refused = refusalOf(restore(99));

    assertThat(refused.code()).isEqualTo(ErrorCode.REVISION_NOT_FOUND);
    assertThat(refused.message()).contains("has no revision 99; its newest is 2");
    assertThat(actors.state().revision(COUNTER)).isEqualTo(2);
  }

  @Test
  void goingBackBeyondWhatIsKeptIsRefused() {
    assertThat(refusalOf(restore(1)).code()).isEqualTo(ErrorCode.REVISION_NOT_FOUND);
  }

  @Test
  void callsThatComeMeanwhileWaitAndSeeTheEarlierState() {
    add("1");
    add("2");
    actors.holdLoads();

    restore(1);
    actors.call("read");
    assertThat(actors.host().held()).isEmpty();
    actors.load();

    assertThat(actors.host().only().stateText()).isEqualTo("1");
  }

  private void add(String newState) {
    actors.call("add");
    actors.answerAndCommit(newState);
  }

  @Test
  void answersThatAreRememberedAreNoPartOfAnEarlierState() throws StoreException {
    actors.invocation("add").metadata(Metadata.IDEMPOTENCY_KEY, "key-of-the-call").send();
    actors.answerAndCommit("1");
    add("2");

    ActorKey counter = new ActorKey("sys", "", "counter");
    FakeSnapshotStore store = actors.state().store();
    String current = new String(store.load(counter).orElseThrow().state(), ISO_8859_1);
    String kept =
        new String(store.history().atOrBefore(counter, 1).orElseThrow().state(), ISO_8859_1);
    assertThat(current).contains("key-of-the-call");
    assertThat(kept).doesNotContain("key-of-the-call");
  }

  private CompletableFuture<Long> restore(long revision) {
    Deadline deadline = Deadline.in(60_000, actors.loop().time());
    Restoration restoration = new Restoration(Principal.OPERATOR, COUNTER, revision, deadline);
    actors.supervisor().dispatch(COUNTER, restoration, actors.registeredType());
    actors.drain();
    return restoration.restored();
  }

  private static Failure refusalOf(CompletableFuture<Long> restored) {
    return ((FailureException) restored.exceptionNow()).failure();
  }

  private List<Long> kept() {
    return kept(actors);
  }

  private static List<Long> kept(ActorHarness harness) {
    try {
      return harness
          .state()
          .store()
          .history()
          .list(new ActorKey("sys", "", "counter"), Long.MAX_VALUE, 100)
          .stream()
          .map(HistoryStore.Entry::revision)
          .toList();
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }
}
