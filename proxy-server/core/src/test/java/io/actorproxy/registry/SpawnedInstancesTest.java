package io.actorproxy.registry;

import static io.actorproxy.definition.TypeBuilder.type;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  private final Pubsub pubsub = new Pubsub();
  private final ActorRegistry registry = new ActorRegistry(pubsub, 2, Long.MAX_VALUE);
  private final SpawnedInstances instances = new SpawnedInstances(registry, lookups.writer(), 3);
  private final List<String> heard = new ArrayList<>();

  SpawnedInstancesTest() {
    registry.register(type("user").unnamed().listensTo("news", "hear").build());
  }

  @Test
  void aSpawnIsAnsweredOnceItsInstancesAreRecorded() {
    CompletionStage<Void> spawned = instances.spawn(List.of(JOE, JANE));
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
    instances.spawn(List.of(JOE));
    write();

    CompletionStage<Void> again = instances.spawn(List.of(JOE));

    assertThat(again).isCompleted();
    assertThat(instances.called(JOE, true)).isSameAs(Recording.RECORDED);
    assertThat(lookups.hasWork()).isFalse();
  }

  @Test
  void whileTheStoreIsAwayNothingIsSpawned() {
    lookups.store().goDown();

    CompletionStage<Void> spawned = instances.spawn(List.of(JOE, JANE));
    write();

    assertThat(code(spawned)).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(registry.hasInstance(JOE)).isFalse();
    assertThat(registry.instanceCount()).isZero();
    assertThat(pubsub.subscribersOf("sys", "news")).isEmpty();
  }

  @Test
  void aSpawnThatFailedCanBeRepeated() {
    lookups.store().goDown();
    instances.spawn(List.of(JOE));
    write();
    lookups.store().comeUp();

    CompletionStage<Void> spawned = instances.spawn(List.of(JOE));
    write();

    assertThat(spawned).isCompleted();
    assertThat(registry.instance(JOE)).isSameAs(Recording.RECORDED);
    assertThat(pubsub.subscribersOf("sys", "news")).hasSize(1);
  }

  @Test
  void tooManyInstancesAreRefusedAllTogether() {
    assertThatThrownBy(() -> instances.spawn(List.of(JOE, JANE, JACK)))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("PROXY_MAX_INSTANCES");

    assertThat(registry.instanceCount()).isZero();
    assertThat(lookups.hasWork()).isFalse();
  }

  @Test
  void oneInstanceTwiceInASpawnCountsOnce() {
    instances.spawn(List.of(JOE, JANE, JOE));
    write();

    assertThat(registry.instanceCount()).isEqualTo(2);
    assertThat(lookups.store().recorded()).hasSize(2);
  }

  @Test
  void callsThatWaitForAnInstanceContinueInOrderAndBeforeThoseThatFindItRecorded() {
    Recording recording = instances.called(JOE, true);
    recording.await(
        hearing(
            "first",
            // As if another thread came while the waiting ones are let go.
            () -> requireNonNull(registry.instance(JOE)).await(hearing("third"))));
    recording.await(hearing("second"));
    assertThat(heard).isEmpty();

    write();

    assertThat(heard).containsExactly("first", "second", "third");
    assertThat(recording.isRecorded()).isTrue();
    assertThat(registry.instance(JOE)).isSameAs(Recording.RECORDED);
  }

  @Test
  void aCallThatWaitsForAnInstanceThatIsNotRecordedIsTold() {
    lookups.store().goDown();
    Recording recording = instances.called(JOE, true);
    recording.await(hearing("first"));

    write();
    recording.await(hearing("late"));

    assertThat(heard).containsExactly("first: STORE_UNAVAILABLE", "late: STORE_UNAVAILABLE");
    assertThat(registry.hasInstance(JOE)).isFalse();
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
    CompletionStage<Void> spawned = instances.spawn(List.of(JOE, JANE));

    write();

    assertThat(heard).containsExactly("call");
    assertThat(spawned).isCompleted();
    assertThat(registry.instanceCount()).isEqualTo(2);
  }

  @Test
  void aSpawnBringsBackWhatACallCouldNotRecordMeanwhile() {
    instances.called(JOE, true).await(hearing("call"));
    for (int i = 1; i < 10; i++) {
      // With these the first transaction is full, and the spawn goes into the second.
      lookups.writer().recordSometime(new ActorId("sys", "user", "other" + i));
    }
    CompletionStage<Void> spawned = instances.spawn(List.of(JOE));
    lookups.store().goDown();
    write();
    assertThat(registry.hasInstance(JOE)).isFalse();
    lookups.store().comeUp();

    write();

    assertThat(heard).containsExactly("call: STORE_UNAVAILABLE");
    assertThat(spawned).isCompleted();
    assertThat(registry.instance(JOE)).isSameAs(Recording.RECORDED);
  }

  @Test
  void anInstanceOfAStatelessTypeIsThereAtOnceAndRecordedSometime() {
    lookups.store().goDown();

    assertThat(instances.called(JOE, false)).isSameAs(Recording.RECORDED);
    write();
    assertThat(lookups.isRecorded(JOE)).isFalse();
    lookups.store().comeUp();
    write();

    assertThat(lookups.isRecorded(JOE)).isTrue();
    assertThat(lookups.hasWork()).isFalse();
  }

  @Test
  void whatIsRecordedIsKnownAfterARestartAndListens() throws Exception {
    instances.spawn(List.of(JOE, JANE));
    write();
    Pubsub newPubsub = new Pubsub();
    ActorRegistry newRegistry = new ActorRegistry(newPubsub, 100, Long.MAX_VALUE);
    newRegistry.register(type("user").unnamed().listensTo("news", "hear").build());

    new SpawnedInstances(newRegistry, lookups.writer(), 3).load(lookups.store());

    assertThat(newRegistry.parentsOf("sys", "joe")).containsOnlyKeys("user");
    assertThat(newRegistry.instanceCount()).isEqualTo(2);
    assertThat(newPubsub.subscribersOf("sys", "news")).hasSize(2);
  }

  @Test
  void everyPageIsReadAndNoMoreThanTheLimit() throws Exception {
    List<ActorKey> keys = new ArrayList<>();
    for (int i = 0; i < 20_001; i++) {
      keys.add(new ActorKey("sys", "user", "n" + i));
    }
    lookups.store().addInstances(keys);
    ActorRegistry all = new ActorRegistry(new Pubsub(), 30_000, Long.MAX_VALUE);
    ActorRegistry some = new ActorRegistry(new Pubsub(), 15_000, Long.MAX_VALUE);

    new SpawnedInstances(all, lookups.writer(), 3).load(lookups.store());
    new SpawnedInstances(some, lookups.writer(), 3).load(lookups.store());

    assertThat(all.instanceCount()).isEqualTo(20_001);
    assertThat(some.instanceCount()).isEqualTo(15_000);
  }

  // --- helpers

  private void write() {
    lookups.write();
    loop.drain();
  }

  private Recording.Waiter hearing(String name) {
    return hearing(name, () -> {});
  }

  private Recording.Waiter hearing(String name, Runnable then) {
    return new Recording.Waiter() {
      @Override
      public void recorded() {
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
