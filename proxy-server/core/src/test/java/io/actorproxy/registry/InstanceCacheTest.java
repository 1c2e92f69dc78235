package io.actorproxy.registry;

import static io.actorproxy.definition.TypeBuilder.type;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.pubsub.Pubsub;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.LookupStore.Name;
import io.actorproxy.time.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which instances are known without the store, and when it is asked. */
final class InstanceCacheTest {
  private static final ActorId JOE = new ActorId("sys", "user", "joe");
  private static final ActorId ADMIN_JOE = new ActorId("sys", "admin", "joe");

  private final ManualLoop loop = new ManualLoop();
  private final SteppedLookups lookups = new SteppedLookups(loop);

  /** So that there is room for a hundred names of three or four letters. */
  private final SteppedInstances stepped =
      new SteppedInstances(lookups, loop.time(), 1_000_000, 100 * (NameTable.EACH + 4));

  private final SpawnedInstances instances = stepped.instances();
  private final List<String> heard = new ArrayList<>();

  InstanceCacheTest() {
    stepped.registry().register(type("user").unnamed().build());
    stepped.registry().register(type("admin").unnamed().build());
  }

  @Test
  void aSearchFindsAllInstancesOfTheName() throws Exception {
    lookups.store().addInstances(List.of(JOE.key(), ADMIN_JOE.key()));

    lookUp("joe");

    assertThat(known("joe").parents()).containsOnlyKeys("user", "admin");
    assertThat(known("joe").isComplete()).isTrue();
  }

  @Test
  void aNameIsLookedUpOnceForAllCallsThatWait() {
    for (int i = 0; i < 3; i++) {
      instances.lookUp("sys", "joe").await(hearing("call " + i));
    }
    instances.lookUp("sys", "joe").await(hearing("one too many"));
    assertThat(heard).containsExactly("one too many: MAILBOX_FULL");

    lookups.read();
    loop.drain();

    assertThat(heard).endsWith("call 0", "call 1", "call 2");
    assertThat(lookups.store().lookups()).containsExactly(List.of(new Name("sys", "joe")));
  }

  @Test
  void namesThatWaitTogetherAreOneQuery() {
    IntStream.range(0, 50).forEach(i -> instances.lookUp("sys", "n" + i));

    lookups.read();

    assertThat(lookups.store().lookups()).extracting(List::size).containsExactly(50);
    assertThat(instances.lookUps()).isEqualTo(50);
  }

  @Test
  void moreNamesThanMayWaitAreRefused() {
    IntStream.range(0, 100).forEach(i -> instances.lookUp("sys", "n" + i));

    instances.lookUp("sys", "one too many").await(hearing("call"));

    assertThat(heard).containsExactly("call: OVERLOADED");
    assertThat(instances.known("sys", "one too many")).isNull();
  }

  @Test
  void aSearchThatFailsIsToldAndLeavesNothingBehind() {
    lookups.store().goDown();
    instances.lookUp("sys", "joe").await(hearing("call"));
    lookups.read();
    loop.drain();
    assertThat(heard).containsExactly("call: STORE_UNAVAILABLE");
    assertThat(instances.known("sys", "joe")).isNull();
    lookups.store().comeUp();

    instances.lookUp("sys", "joe").await(hearing("again"));
    lookups.read();
    loop.drain();

    assertThat(heard).endsWith("again");
    assertThat(stepped.cache().bytes()).isEqualTo(NameTable.EACH + 3);
  }

  @Test
  void anInstanceThatIsRemovedDoesNotComeBackWithAnotherOfItsName() {
    InstanceCache cache = stepped.cache();
    long before = cache.removals();
    assertThat(cache.assume(JOE)).isTrue();
    cache.beginRemoval(List.of(ADMIN_JOE));
    cache.removed(List.of(ADMIN_JOE), 1);

    cache.recorded(JOE, List.of(ADMIN_JOE.key()), before);

    assertThat(known("joe").parents()).containsOnlyKeys("user");
    assertThat(known("joe").isComplete()).isFalse();
  }

  @Test
  void whatBecomesKnownDuringASearchIsKept() throws Exception {
    lookups.store().addInstances(List.of(ADMIN_JOE.key()));
    instances.lookUp("sys", "joe");
    lookups.read();
    Recording recording = instances.called(JOE, true);

    loop.drain();

    assertThat(known("joe").recording("user")).isSameAs(recording);
    assertThat(known("joe").recording("admin")).isSameAs(Recording.RECORDED);
  }

  @Test
  void callsThatWaitedAreReleasedBeforeThoseThatComeLater() throws Exception {
    lookups.store().addInstances(List.of(JOE.key()));
    LookUp lookUp = instances.lookUp("sys", "joe");
    lookUp.await(
        hearing(
            "first",
            () -> {
              assertThat(known("joe").recordingFor("user", true)).isNotNull();
              // As if another thread came while the waiting ones are let go.
              assertThat(known("joe").recordingFor("user", false)).isNull();
              instances.lookUp("sys", "joe").await(hearing("third"));
            }));
    lookUp.await(hearing("second"));

    lookups.read();
    loop.drain();

    assertThat(heard).containsExactly("first", "second", "third");
    assertThat(known("joe").recordingFor("user", false)).isSameAs(Recording.RECORDED);
    assertThat(lookups.store().lookups()).hasSize(1);
  }

  @Test
  void anAbsenceIsBelievedForASecond() {
    lookUp("joe");
    loop.advance(990);
    assertThat(instances.isRead(known("joe"))).isTrue();

    loop.advance(20);

    assertThat(instances.isRead(known("joe"))).isFalse();
  }

  @Test
  void theMemoryOfWhatIsKnownHasALimitAndWhatWasUsedLastStays() throws Exception {
    List<ActorKey> keys =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new ActorKey("sys", "user", "n%03d".formatted(i)))
            .toList();
    lookups.store().addInstances(keys);
    lookUp("n000");

    for (ActorKey key : keys) {
      lookUp(key.name());
      assertThat(instances.known("sys", "n000")).isNotNull();
    }

    assertThat(stepped.cache().bytes())
        .isBetween(99L * (NameTable.EACH + 4), 100L * (NameTable.EACH + 4));
    assertThat(instances.isKnown(new ActorId("sys", "user", "n999"))).isTrue();
    assertThat(instances.isKnown(new ActorId("sys", "user", "n001"))).isFalse();
  }

  @Test
  void namesOfNothingLeaveFirst() throws Exception {
    List<ActorId> some =
        IntStream.range(0, 90)
            .mapToObj(i -> new ActorId("sys", "user", "u%03d".formatted(i)))
            .toList();
    lookups.store().addInstances(some.stream().map(ActorId::key).toList());
    some.forEach(id -> lookUp(id.name()));

    for (int i = 0; i < 10_000; i++) {
      lookUp("x%d".formatted(i));
      some.forEach(id -> instances.known("sys", id.name()));
    }

    assertThat(some).allMatch(instances::isKnown);
  }

  @Test
  void instancesWhoseRecordingHasNotEndedStay() {
    instances.called(JOE, true);
    ActorId idle = new ActorId("sys", "user", "idle");
    instances.called(idle, false);

    IntStream.range(0, 1_000).forEach(i -> lookUp("n%03d".formatted(i)));

    assertThat(instances.isKnown(JOE)).isTrue();
    assertThat(instances.isKnown(idle)).isTrue();
    lookups.write();
    loop.drain();
    IntStream.range(0, 1_000).forEach(i -> lookUp("n%03d".formatted(i)));
    assertThat(instances.isKnown(JOE)).isFalse();
    assertThat(instances.isKnown(idle)).isFalse();
  }

  @Test
  void namesOfNamedActorsAreLookedUpOnceAndStay() {
    stepped.registry().register(type("clerk").build());

    instances.lookUpNamed();
    lookups.read();
    loop.drain();
    IntStream.range(0, 1_000).forEach(i -> lookUp("n%03d".formatted(i)));
    instances.lookUpNamed();

    assertThat(known("clerk").isSettled(false)).isTrue();
    assertThat(lookups.hasLookUps()).isFalse();
  }

  @Test
  void whereNothingCanBeSpawnedNoNameIsLookedUp() {
    SteppedInstances other = new SteppedInstances(lookups, loop.time());
    other.registry().register(type("clerk").build());

    other.instances().lookUpNamed();

    assertThat(lookups.hasLookUps()).isFalse();
  }

  @Test
  void anInstanceListensFromItsSpawningOn() {
    Pubsub pubsub = stepped.pubsub();
    stepped.registry().register(type("fan").unnamed().listensTo("news", "hear").build());
    ActorId fan = new ActorId("sys", "fan", "ann");

    instances.called(fan, true);

    assertThat(pubsub.subscribersOf("sys", "news"))
        .containsExactly(new Pubsub.Subscriber(fan, "hear"));
  }

  @Test
  void anInstanceThatWasBeingRecordedWhenItsTypeSubscribedListensToo() {
    instances.called(JOE, true);
    stepped.registry().register(type("user").unnamed().listensTo("news", "hear").build());

    lookups.write();
    loop.drain();

    assertThat(stepped.pubsub().subscribersOf("sys", "news")).hasSize(1);
  }

  @Test
  void subscriptionsHaveALimitOfMemory() {
    stepped.registry().register(type("fan").unnamed().listensTo("news", "hear").build());

    assertThatThrownBy(
            () ->
                IntStream.range(0, 1_000)
                    .forEach(i -> instances.called(new ActorId("sys", "fan", "n" + i), true)))
        .hasMessageContaining("PROXY_MAX_SUBSCRIPTION_BYTES");
    assertThat(stepped.pubsub().bytes()).isBetween(9_000L, 10_000L);
    instances.called(JOE, true);
    assertThat(instances.isKnown(JOE)).isTrue();
  }

  @Test
  void actorsThatKeepAStateAreFoundInTheStoreAndAmongThoseThatAreBeingRecorded() throws Exception {
    stepped.registry().register(type("joe").build());
    lookups.store().addInstances(List.of(JOE.key()));
    instances.called(ADMIN_JOE, true);

    assertThat(stepped.cache().statefulActors(lookups.store(), "sys", "joe"))
        .containsExactly(ActorId.named("sys", "joe"), ADMIN_JOE, JOE);
  }

  // --- helpers

  private void lookUp(String name) {
    instances.lookUp("sys", name);
    lookups.read();
    loop.drain();
  }

  private KnownName known(String name) {
    return requireNonNull(instances.known("sys", name));
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
        ErrorCode code = failure.code();
        heard.add(name + ": " + code);
      }
    };
  }
}
