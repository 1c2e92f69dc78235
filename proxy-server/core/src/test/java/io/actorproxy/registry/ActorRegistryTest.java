package io.actorproxy.registry;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.definition.RegisteredType;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.pubsub.Pubsub;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ActorRegistryTest {
  private static final ActorId JOE = new ActorId("sys", "user", "joe");

  private final Pubsub pubsub = new Pubsub();
  private final ActorRegistry registry = new ActorRegistry(pubsub);

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
  void newChannelsOfATypeReachItsInstancesThatListen() {
    registry.register(type("user").unnamed().listensTo("news", "hear").build());
    pubsub.subscribe(JOE, Map.of("news", "hear"));
    pubsub.subscribe(new ActorId("sys", "admin", "joe"), Map.of("news", "hear"));

    registry.register(type("user").unnamed().listensTo("sport", "cheer").build());

    assertThat(pubsub.subscribersOf("sys", "news")).hasSize(1);
    assertThat(pubsub.subscribersOf("sys", "sport"))
        .containsExactly(new Pubsub.Subscriber(JOE, "cheer"));
  }

  @Test
  void aNamedActorListensFromItsRegistrationOn() {
    registry.register(type("paper").listensTo("news", "hear").build());

    assertThat(pubsub.subscribersOf("sys", "news"))
        .containsExactly(new Pubsub.Subscriber(ActorId.named("sys", "paper"), "hear"));
  }
}
