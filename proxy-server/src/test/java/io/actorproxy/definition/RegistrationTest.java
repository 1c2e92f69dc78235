package io.actorproxy.definition;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spawn.RegistrationRequest;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Registry;
import org.junit.jupiter.api.Test;

/** What a registration may not say. */
final class RegistrationTest {
  @Test
  void twoDefinitionsOfOneActorAreRefused() {
    Actor cart = Actor.newBuilder().setId(ActorId.newBuilder().setName("cart")).build();
    RegistrationRequest request =
        RegistrationRequest.newBuilder()
            .setActorSystem(
                ActorSystem.newBuilder()
                    .setName("shop")
                    .setRegistry(
                        Registry.newBuilder().putActors("cart", cart).putActors("kart", cart)))
            .build();

    assertThatThrownBy(() -> Registration.typesOf(request))
        .hasMessageContaining("INVALID_REGISTRATION")
        .hasMessageContaining("actor 'cart': id is that of two actors");
  }
}
