package io.actorproxy.supervision;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.entity.ActorHarness;
import io.actorproxy.invocation.ActorId;
import org.junit.jupiter.api.Test;

final class HeapGuardTest {
  private final ActorHarness actors =
      ActorHarness.acknowledged(type("counter").actions("add").build());
  private double use;
  private final HeapGuard guard = new HeapGuard(0.8, actors.supervisor(), () -> use);

  @Test
  void aFullHeapPassivatesActorsUntilThereIsRoom() {
    activate(100);

    use = 0.9;
    guard.check();
    actors.drain();
    int left = actors.supervisor().activations();
    assertThat(left).isBetween(80, 99);
    guard.check();
    actors.drain();

    assertThat(actors.supervisor().activations()).isLessThan(left);
  }

  @Test
  void aHeapWithRoomLeavesActorsAlone() {
    activate(100);

    use = 0.8;
    guard.check();
    actors.drain();

    assertThat(actors.supervisor().activations()).isEqualTo(100);
  }

  private void activate(int count) {
    for (int i = 0; i < count; i++) {
      actors.invocation(ActorId.named("sys", "a" + i), "get").send();
    }
  }
}
