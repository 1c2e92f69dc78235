package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.Answer;
import io.spawn.SpawnRequest;
import io.spawn.SpawnResponse;
import io.spawn.Status;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@WithProxy
final class UnknownTargetsAreAnsweredAtOnceIT {
  @Test
  void anUnknownActorIsNotFound(Scenario s) throws Exception {
    s.host(counter("counter"));
    Instant before = Instant.now();

    Refusal refusal = s.refused("nobody", "add", "1");

    assertThat(refusal.http()).isEqualTo(404);
    assertThat(refusal.status()).isEqualTo(Status.ACTOR_NOT_FOUND);
    assertThat(refusal.code()).isEqualTo("ACTOR_NOT_FOUND");
    assertThat(refusal.message()).contains("nobody").contains(s.system());
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anUnknownActionIsAnErrorWithBothNames(Scenario s) throws Exception {
    s.host(counter("counter"));

    Refusal refusal = s.refused("counter", "multiply", "2");

    assertThat(refusal.http()).isEqualTo(500);
    assertThat(refusal.status()).isEqualTo(Status.ERROR);
    assertThat(refusal.code()).isEqualTo("ACTION_NOT_FOUND");
    assertThat(refusal.message()).contains("counter").contains("multiply");
  }

  @Test
  void anUnknownActionOfAnIdleActorDoesNotReachTheHost(Scenario s) throws Exception {
    var host = s.host(counter("counter"));

    s.refused("counter", "multiply", "2");

    assertThat(host.received("multiply")).isEmpty();
  }

  @Test
  void aSystemNobodyRegisteredHasNoActors(Scenario s) throws Exception {
    s.host(counter("counter"));
    var request = s.request("counter", "read");
    request.getSystemBuilder().setName("elsewhere");
    request.getActorBuilder().getIdBuilder().setSystem("elsewhere");

    assertThat(s.refused(request).code()).isEqualTo("ACTOR_NOT_FOUND");
  }

  @Test
  void spawningFromAnUnregisteredParentNamesTheParent(Scenario s) throws Exception {
    s.host(counter("counter"));

    Answer<SpawnResponse> answer =
        s.client()
            .spawn(
                SpawnRequest.newBuilder()
                    .addActors(Actors.id(s.system(), "ada", "account"))
                    .build());

    Refusal refusal = Scenario.refusal(answer.http(), answer.body().getStatus());
    assertThat(refusal.code()).isEqualTo("PARENT_NOT_REGISTERED");
    assertThat(refusal.message()).contains("account");
  }

  @Test
  void anUnnamedActorItselfCannotBeCalled(Scenario s) throws Exception {
    s.host(unnamed("account").counting());

    assertThat(s.refused("account", "read").code()).isEqualTo("ACTOR_NOT_FOUND");
  }
}
