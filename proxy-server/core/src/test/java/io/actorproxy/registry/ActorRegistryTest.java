package io.actorproxy.registry;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.pubsub.Pubsub;
import org.junit.jupiter.api.Test;

final class ActorRegistryTest {
  private static final ActorId JOE = new ActorId("sys", "user", "joe");

  private final Pubsub pubsub = new Pubsub();
  private final ActorRegistry registry = new ActorRegistry(pubsub, 100, Long.MAX_VALUE);

  @Test
  void aTypeKeepsItsPlaceWhenItIsRegisteredAgain() {
    RegisteredType place = registry.register(type("user").actions("a").build());

    RegisteredType again = registry.register(type("user").actions("b").build());

    assertThat(again).isSameAs(place);
    assertThat(registry.type("sys", "user")).isSameAs(place);
    assertThat(registry.typeCount()).isEqualTo(1);
    assertThat(again)
        .isNotNull()
        .satisfies(actor -> assertThat(actor.type().actions()).containsExactly("b"));
  }

  @Test
  void theSameDefinitionChangesNothing() {
    registry.register(type("user").actions("a", "b").timer("t", 5).initialState("s").build());

    assertThat(
            registry.register(
                type("user").actions("b", "a").timer("t", 5).initialState("s").build()))
        .isNull();
  }

  @Test
  void typesOfEarlierRegistrationsStay() {
    registry.register(type("user").build());
    registry.register(type("other").build());

    assertThat(registry.type("sys", "user")).isNotNull();
  }

  @Test
  void anInstanceListensFromItsSpawningOn() {
    registry.register(type("user").unnamed().listensTo("news", "hear").build());
    assertThat(pubsub.subscribersOf("sys", "news")).isEmpty();

    registry.addInstance(JOE);
    registry.addInstance(JOE);

    assertThat(pubsub.subscribersOf("sys", "news"))
        .containsExactly(new Pubsub.Subscriber(JOE, "hear"));
    assertThat(registry.instanceCount()).isEqualTo(1);
    assertThat(registry.hasInstance(JOE)).isTrue();
  }

  @Test
  void newChannelsOfATypeReachItsInstances() {
    registry.register(type("user").unnamed().listensTo("news", "hear").build());
    registry.addInstance(JOE);

    registry.register(type("user").unnamed().listensTo("sport", "cheer").build());

    assertThat(pubsub.subscribersOf("sys", "news")).isEmpty();
    assertThat(pubsub.subscribersOf("sys", "sport"))
        .containsExactly(new Pubsub.Subscriber(JOE, "cheer"));
  }

  @Test
  void aNamedActorListensFromItsRegistrationOn() {
    registry.register(type("paper").listensTo("news", "hear").build());

    assertThat(pubsub.subscribersOf("sys", "news"))
        .containsExactly(new Pubsub.Subscriber(ActorId.named("sys", "paper"), "hear"));
  }

  @Test
  void oneNameMayHaveSeveralParents() {
    registry.addInstance(JOE);
    registry.addInstance(new ActorId("sys", "admin", "joe"));

    assertThat(registry.parentsOf("sys", "joe")).containsOnlyKeys("admin", "user");
    assertThat(registry.parentsOf("other", "joe")).isEmpty();
  }

  @Test
  void instancesThatTakeMoreMemoryThanTheyMayAreRefusedAndRemovalMakesRoom() {
    ActorRegistry small = new ActorRegistry(pubsub, 100, 10 * (96 + 100));
    String name = "x".repeat(99);
    for (int i = 0; i < 10; i++) {
      small.addInstance(new ActorId("sys", "user", name + i));
    }

    assertThatThrownBy(() -> small.addInstance(JOE))
        .hasMessageContaining("PROXY_MAX_INSTANCE_BYTES");
    assertThat(small.instanceCount()).isEqualTo(10);

    small.forget(new ActorId("sys", "user", name + 0));
    small.addInstance(JOE);
    assertThat(small.instanceBytes()).isEqualTo(9 * (96 + 100) + 96 + 3);
  }

  @Test
  void subscriptionsOfInstancesTakeMemoryToo() {
    registry.register(
        type("user").unnamed().listensTo("news", "hear").listensTo("sport", "hear").build());

    registry.addInstance(JOE);
    assertThat(registry.instanceBytes()).isEqualTo(96 + 3 + 3 * 64);

    registry.forget(JOE);
    assertThat(registry.instanceBytes()).isZero();
  }
}
