package io.actorproxy.registry;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.time.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class SpawnedInstancesTest {
  private static final ActorId JOE = new ActorId("sys", "user", "joe");
  private static final ActorId JANE = new ActorId("sys", "user", "jane");
  private static final ActorId JACK = new ActorId("sys", "user", "jack");

  private final ManualLoop loop = new ManualLoop();
  private final SteppedLookups lookups = new SteppedLookups(loop);
  private final SteppedInstances stepped = new SteppedInstances(lookups, loop.time(), 2, 1 << 20);
  private final SpawnedInstances instances = stepped.instances();
  private final Pubsub pubsub = stepped.pubsub();
  private final List<String> heard = new ArrayList<>();

  SpawnedInstancesTest() {
    stepped.registry().register(type("user").unnamed().listensTo("news", "hear").build());
  }

  @Test
  void aSpawnIsAnsweredOnceItsInstancesAreRecorded() {
    CompletionStage<Void> spawned = spawn(List.of(JOE, JANE));
    loop.drain();
    assertThat(spawned).isNotDone();

    write();

    assertThat(spawned).isCompleted();
    assertThat(lookups.isRecorded(JOE)).isTrue();
    assertThat(lookups.isRecorded(JANE)).isTrue();
    assertThat(lookups.store().transactions()).hasSize(1);
  }

  @Test
  void anInstanceThatIsKnownIsNotRecordedAgain() {
    spawn(List.of(JOE));
    write();

    CompletionStage<Void> again = spawn(List.of(JOE));

    assertThat(again).isCompleted();
    assertThat(instances.called(JOE, true)).isSameAs(Recording.RECORDED);
    assertThat(lookups.hasWork()).isFalse();
  }

  @Test
  void whileTheStoreIsAwayNothingIsSpawned() {
    lookups.store().goDown();

    CompletionStage<Void> spawned = spawn(List.of(JOE, JANE));
    write();

    assertThat(code(spawned)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(instances.isKnown(JOE)).isFalse();
    assertThat(instances.count()).isZero();
    assertThat(pubsub.subscribersOf("sys", "news")).isEmpty();
  }

  @Test
  void aSpawnThatFailedCanBeRepeated() {
    lookups.store().goDown();
    spawn(List.of(JOE));
    write();
    lookups.store().comeUp();

    CompletionStage<Void> spawned = spawn(List.of(JOE));
    write();

    assertThat(spawned).isCompleted();
    assertThat(stepped.recording(JOE)).isSameAs(Recording.RECORDED);
    assertThat(pubsub.subscribersOf("sys", "news")).hasSize(1);
  }

  @Test
  void tooManyInstancesAreRefusedAllTogether() {
    CompletionStage<Void> spawned = spawn(List.of(JOE, JANE, JACK));

    assertThat(code(spawned)).isEqualTo(ErrorCode.OVERLOADED);
    assertThat(spawned.toCompletableFuture().exceptionNow())
        .hasMessageContaining("PROXY_MAX_INSTANCES");
    assertThat(instances.count()).isZero();
    assertThat(lookups.hasWork()).isFalse();
  }

  @Test
  void oneInstanceTwiceInASpawnCountsOnce() {
    spawn(List.of(JOE, JANE, JOE));
    write();

    assertThat(instances.count()).isEqualTo(2);
    assertThat(lookups.store().recorded()).hasSize(2);
  }

  @Test
  void callsThatWaitForAnInstanceContinueInOrderAndBeforeThoseThatFindItRecorded() {
    Recording recording = instances.called(JOE, true);
    recording.await(
        hearing(
            "first",
            // As if another thread came while the waiting ones are let go.
            () -> stepped.recording(JOE).await(hearing("third"))));
    recording.await(hearing("second"));
    assertThat(heard).isEmpty();

    write();

    assertThat(heard).containsExactly("first", "second", "third");
    assertThat(recording.isRecorded()).isTrue();
    assertThat(stepped.recording(JOE)).isSameAs(Recording.RECORDED);
  }

  @Test
  void aCallThatWaitsForAnInstanceThatIsNotRecordedIsTold() {
    lookups.store().goDown();
    Recording recording = instances.called(JOE, true);
    recording.await(hearing("first"));

    write();
    recording.await(hearing("late"));

    assertThat(heard).containsExactly("first: STORE_UNAVAILABLE", "late: STORE_UNAVAILABLE");
    assertThat(instances.isKnown(JOE)).isFalse();
  }

  @Test
  void noMoreCallsThanAllowedWaitForAnInstance() {
    Recording recording = instances.called(JOE, true);
    for (int i = 1; i <= 4; i++) {
      recording.await(hearing("no. " + i));
    }

    assertThat(heard).containsExactly("no. 4: MAILBOX_FULL");
  }

  @Test
  void aSpawnOfAnInstanceThatIsBeingRecordedReleasesItsCalls() {
    Recording recording = instances.called(JOE, true);
    recording.await(hearing("call"));
    CompletionStage<Void> spawned = spawn(List.of(JOE, JANE));

    write();

    assertThat(heard).containsExactly("call");
    assertThat(spawned).isCompleted();
    assertThat(instances.count()).isEqualTo(2);
  }

  @Test
  void aSpawnBringsBackWhatACallCouldNotRecordMeanwhile() {
    instances.called(JOE, true).await(hearing("call"));
    for (int i = 1; i < 10; i++) {
      // With these the first transaction is full, and the spawn goes into the second.
      lookups.writer().recordSometime(new ActorId("sys", "user", "other" + i), _ -> {});
    }
    CompletionStage<Void> spawned = spawn(List.of(JOE));
    lookups.store().goDown();
    write();
    assertThat(instances.isKnown(JOE)).isFalse();
    lookups.store().comeUp();

    write();

    assertThat(heard).containsExactly("call: STORE_UNAVAILABLE");
    assertThat(spawned).isCompleted();
    assertThat(stepped.recording(JOE)).isSameAs(Recording.RECORDED);
  }

  @Test
  void anInstanceOfAStatelessTypeIsThereAtOnceAndRecordedSometime() {
    lookups.store().goDown();

    assertThat(instances.called(JOE, false).isRecorded()).isTrue();
    write();
    assertThat(lookups.isRecorded(JOE)).isFalse();
    lookups.store().comeUp();
    write();

    assertThat(lookups.isRecorded(JOE)).isTrue();
    assertThat(lookups.hasWork()).isFalse();
  }

  @Test
  void instancesThatTheStoreHasAreNotRecordedAgainAndDoNotCount() throws Exception {
    lookups.store().addInstances(List.of(JOE.key(), JANE.key()));
    stepped.room().countIfDue(lookups.store());

    CompletionStage<Void> spawned = spawn(List.of(JOE, JANE));

    assertThat(spawned).isCompleted();
    assertThat(lookups.hasWork()).isFalse();
    assertThat(instances.count()).isEqualTo(2);
    assertThat(code(spawn(List.of(JACK)))).isEqualTo(ErrorCode.OVERLOADED);
  }

  @Test
  void instancesOfStatelessTypesAreCountedOnceTheyAreRecordedIfTheyAreNew() throws Exception {
    lookups.store().addInstances(List.of(JOE.key()));
    stepped.room().countIfDue(lookups.store());

    instances.called(JOE, false);
    write();
    assertThat(instances.count()).isEqualTo(1);
    assertThat(lookups.store().transactions()).hasSize(1);
    instances.called(JANE, false);
    write();

    assertThat(instances.count()).isEqualTo(2);
    assertThat(lookups.isRecorded(JANE)).isTrue();
  }

  @Test
  void theyAreCountedAgainBeforeTheLimitStaysReached() throws Exception {
    lookups.store().addInstances(List.of(JOE.key(), JANE.key()));
    stepped.room().countIfDue(lookups.store());
    assertThat(code(spawn(List.of(JACK)))).isEqualTo(ErrorCode.OVERLOADED);
    // As another proxy does.
    lookups.store().removeInstances(List.of(JOE.key(), JANE.key()));

    stepped.room().countIfDue(lookups.store());
    assertThat(instances.count()).isEqualTo(2);
    loop.advance(60_000);
    stepped.room().countIfDue(lookups.store());

    assertThat(instances.count()).isZero();
  }

  @Test
  void everyPageOfATypeIsRead() throws Exception {
    List<ActorKey> keys = new ArrayList<>();
    for (int i = 0; i < 2_001; i++) {
      keys.add(new ActorKey("sys", "user", "n" + i));
    }
    lookups.store().addInstances(keys);
    lookups.store().addInstances(List.of(new ActorKey("sys", "other", "n")));
    List<ActorId> read = new ArrayList<>();

    instances.forEachPage(type("user").unnamed().build(), read::addAll);

    assertThat(read).extracting(ActorId::key).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void aPageFromWhichInstancesWereRemovedMeanwhileIsReadAgain() throws Exception {
    lookups.store().addInstances(List.of(JOE.key(), JANE.key()));
    lookups.store().afterNextPage(() -> instances.remove(List.of(JOE), _ -> {}));
    List<ActorId> read = new ArrayList<>();

    instances.forEachPage(type("user").unnamed().build(), read::addAll);

    assertThat(read).containsExactly(JANE);
  }

  @Test
  void whatIsRemovedIsUnknownListensToNothingAndCountsNoLonger() throws Exception {
    spawn(List.of(JOE, JANE));
    write();
    List<ActorId> forgotten = new ArrayList<>();

    instances.remove(List.of(JOE, JACK), forgotten::addAll);

    assertThat(forgotten).containsExactly(JOE, JACK);
    assertThat(instances.isKnown(JOE)).isFalse();
    assertThat(lookups.store().recorded()).containsExactly(JANE.key());
    assertThat(pubsub.subscribersOf("sys", "news")).hasSize(1);
    assertThat(instances.count()).isEqualTo(1);
  }

  @Test
  void aSearchDuringARemovalDoesNotBringTheInstanceBack() throws Exception {
    lookups.store().addInstances(List.of(JOE.key()));
    lookups
        .store()
        .beforeRemovals(
            () -> {
              instances.lookUp("sys", "joe");
              read();
            });

    instances.remove(List.of(JOE), _ -> {});

    assertThat(instances.isKnown(JOE)).isFalse();
  }

  @Test
  void aSearchThatWasReadBeforeARemovalIsRepeated() throws Exception {
    lookups.store().addInstances(List.of(JOE.key()));
    LookUp lookUp = instances.lookUp("sys", "joe");
    lookUp.await(hearing("call"));
    lookups.read();

    instances.remove(List.of(JOE), _ -> {});
    loop.drain();
    assertThat(heard).isEmpty();
    read();

    assertThat(heard).containsExactly("call");
    assertThat(instances.isKnown(JOE)).isFalse();
  }

  @Test
  void anInstanceThatIsSpawnedDuringItsRemovalIsThereAfterwards() throws Exception {
    spawn(List.of(JOE));
    write();
    lookups
        .store()
        .beforeRemovals(
            () -> {
              spawn(List.of(JOE));
              write();
            });

    instances.remove(List.of(JOE), _ -> {});

    assertThat(lookups.isRecorded(JOE)).isTrue();
    assertThat(stepped.recording(JOE)).isSameAs(Recording.RECORDED);
    assertThat(instances.count()).isEqualTo(1);
  }

  // --- helpers

  private CompletionStage<Void> spawn(List<ActorId> ids) {
    CompletionStage<Void> spawned = instances.spawn(ids);
    read();
    return spawned;
  }

  private void read() {
    lookups.read();
    loop.drain();
  }

  private void write() {
    lookups.write();
    loop.drain();
  }

  private Pending.Waiter hearing(String name) {
    return hearing(name, () -> {});
  }

  private Pending.Waiter hearing(String name, Runnable then) {
    return new Pending.Waiter() {
      @Override
      public void done() {
        heard.add(name);
        then.run();
      }

      @Override
      public void failed(Failure failure) {
        heard.add(name + ": " + failure.code());
      }
    };
  }

  private static ErrorCode code(CompletionStage<?> stage) {
    return ((FailureException) stage.toCompletableFuture().exceptionNow()).failure().code();
  }
}
