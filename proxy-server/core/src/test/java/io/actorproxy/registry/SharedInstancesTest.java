package io.actorproxy.registry;

import static io.actorproxy.definition.TypeBuilder.type;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.time.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instances that other processes on the same store spawn and remove. */
final class SharedInstancesTest {
  private static final ActorId JOE = new ActorId("sys", "user", "joe");
  private static final ActorId JANE = new ActorId("sys", "user", "jane");

  private final ManualLoop loop = new ManualLoop();
  private final SteppedLookups lookups = new SteppedLookups(loop);
  private final SteppedInstances stepped = new SteppedInstances(lookups, loop.time());
  private final SpawnedInstances instances = stepped.instances();
  private final List<String> told = new ArrayList<>();

  SharedInstancesTest() {
    stepped.registry().register(type("user").unnamed().build());
    instances.shareWith(
        new SpawnedInstances.Others() {
          @Override
          public void onSpawned(List<ActorId> those) {
            told.add("spawned " + those);
          }

          @Override
          public void onRemoved(List<ActorId> those) {
            told.add("removed " + those);
          }

          @Override
          public void onGone(List<ActorId> those) {
            told.add("gone " + those);
          }
        });
  }

  @Test
  void othersAreToldOfWhatIsSpawnedAndRemovedHere() {
    spawn(JOE);
    assertThat(told).containsExactly("spawned " + List.of(JOE));
    instances.tellRemoved(List.of(JOE));
    assertThat(told).endsWith("removed " + List.of(JOE));
  }

  @Test
  void anInstanceThatAnotherMemberHasRemovedIsNotKnownAnyMore() throws Exception {
    spawn(JOE);
    lookups.store().removeInstances(List.of(JOE.key()));

    instances.onRemovedElsewhere(List.of(JOE));
    assertThat(instances.isKnown(JOE)).isFalse();
    read();

    assertThat(told).endsWith("gone " + List.of(JOE));
    assertThat(instances.isKnown(JOE)).isFalse();
  }

  @Test
  void aRemovalThatTheStoreKnowsNothingOfChangesNothing() {
    spawn(JOE);
    told.clear();

    instances.onRemovedElsewhere(List.of(JOE));
    read();

    assertThat(told).isEmpty();
    assertThat(instances.isKnown(JOE)).isTrue();
  }

  @Test
  void theStateOfANamedActorThatIsRemovedElsewhereIsGoneHere() {
    ActorId named = ActorId.named("sys", "single");
    instances.onRemovedElsewhere(List.of(named));
    assertThat(told).containsExactly("gone " + List.of(named));
  }

  @Test
  void anAbsenceIsNotBelievedOnceAnotherMemberHasSpawnedTheInstance() throws Exception {
    instances.lookUp("sys", "jane");
    read();
    assertThat(instances.isRead(instances.known("sys", "jane"))).isTrue();

    lookups.store().addInstances(List.of(JANE.key()));
    instances.onSpawnedElsewhere(List.of(JANE));

    assertThat(instances.isRead(instances.known("sys", "jane"))).isFalse();
    instances.lookUp("sys", "jane");
    read();
    assertThat(instances.isKnown(JANE)).isTrue();
  }

  @Test
  void withoutNewsAnInstanceThatIsCalledIsCheckedEachMinuteAndNoCallWaitsForThat()
      throws Exception {
    spawn(JOE);
    told.clear();
    lookups.store().removeInstances(List.of(JOE.key()));
    loop.advance(59_000);
    find();
    assertThat(lookups.hasLookUps()).isFalse();

    loop.advance(2_000);
    find();
    find();
    assertThat(lookups.hasLookUps()).isTrue();
    read();

    assertThat(instances.isKnown(JOE)).isFalse();
    assertThat(told).containsExactly("gone " + List.of(JOE));
    assertThat(lookups.hasLookUps()).isFalse();
  }

  @Test
  void aCheckThatTheStoreDoesNotAnswerForgetsNothing() {
    spawn(JOE);
    told.clear();
    loop.advance(61_000);
    lookups.store().goDown();
    find();
    read();

    assertThat(instances.isKnown(JOE)).isTrue();
    assertThat(told).isEmpty();
    lookups.store().comeUp();
    find();
    read();
    assertThat(instances.isKnown(JOE)).isTrue();
    loop.advance(30_000);
    find();
    assertThat(lookups.hasLookUps()).isFalse();
  }

  private void find() {
    KnownName known = requireNonNull(instances.known("sys", "joe"));
    assertThat(known.recordingFor("user", false)).isSameAs(Recording.RECORDED);
  }

  private void spawn(ActorId id) {
    var _ = instances.spawn(List.of(id));
    read();
    while (lookups.hasWork()) {
      lookups.write();
      loop.drain();
    }
    assertThat(instances.isKnown(id)).isTrue();
  }

  private void read() {
    loop.drain();
    while (lookups.hasLookUps()) {
      lookups.read();
      loop.drain();
    }
  }
}
