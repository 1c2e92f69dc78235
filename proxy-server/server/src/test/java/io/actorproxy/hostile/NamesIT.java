package io.actorproxy.hostile;

import static io.actorproxy.sdks.ActorScript.counter;
import static io.actorproxy.sdks.ActorScript.unnamed;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.Answer;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationRequest;
import io.spawn.RegistrationResponse;
import io.spawn.SpawnRequest;
import io.spawn.Status;
import io.spawn.actors.ActorState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nearly everything is a name, and what is none is refused with a reason. */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
final class NamesIT {
  private Victim victim;

  @BeforeAll
  void start() throws IOException {
    victim = Victim.start(Sdk.GO, Map.of(), unnamed("parent").counting());
  }

  @AfterAll
  void stop() throws IOException {
    victim.assertHealthy();
    victim.close();
  }

  static List<String> odd() {
    return List.of(
        "a/b",
        "a|b",
        "a'b",
        "a\"b",
        "a;b",
        "'; drop table snapshots; --",
        "a b",
        " ",
        "a%2Fb",
        "a?revision=1",
        "a#b",
        "..",
        "a/invoke",
        "actors/spawn",
        "line\nbreak",
        "ünïcödé",
        "名前",
        "🦊",
        "x".repeat(1024),
        "é".repeat(512));
  }

  static List<String> impossible() {
    return List.of("", "a\0b", "\0", "x".repeat(1025), "é".repeat(513), "x".repeat(10_000));
  }

  @ParameterizedTest
  @MethodSource("odd")
  void anInstanceMayBeCalledThat(String name) throws Exception {
    SpawnRequest spawn =
        SpawnRequest.newBuilder().addActors(Actors.id(Victim.SYSTEM, name, "parent")).build();
    assertThat(victim.client().spawn(spawn).body().getStatus().getStatus()).isEqualTo(Status.OK);

    assertThat(victim.call(name, "add", "41")).isEqualTo("41");
    assertThat(victim.call(name, "add", "1")).isEqualTo("42");
    Answer<ActorState> state = victim.client().state(Victim.SYSTEM, name);
    assertThat(state.http()).isEqualTo(200);
    assertThat(Values.text(state.body().getState())).isEqualTo("42");
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void nothingCanBeCalledThat(String name) throws Exception {
    SpawnRequest spawn =
        SpawnRequest.newBuilder().addActors(Actors.id(Victim.SYSTEM, name, "parent")).build();
    var spawned = victim.client().spawn(spawn);
    assertThat(spawned.http()).isEqualTo(400);
    assertThat(spawned.body().getStatus().getMessage()).startsWith("INVALID_REQUEST: ");

    InvocationRequest.Builder call = Victim.request(name, "add", "1");
    call.setRegisterRef("parent");
    Answer<InvocationResponse> called = victim.client().invoke(call.build());
    assertThat(called.http()).isEqualTo(400);
    assertThat(called.body().getStatus().getStatus()).isEqualTo(Status.ERROR);
    assertThat(called.body().getStatus().getMessage()).startsWith("INVALID_REQUEST: ");

    RegistrationRequest.Builder registration = RegistrationRequest.newBuilder();
    registration
        .getActorSystemBuilder()
        .setName(Victim.SYSTEM)
        .getRegistryBuilder()
        .putActors(name, counter(name).definition(Victim.SYSTEM));
    Answer<RegistrationResponse> registered = victim.client().register(registration.build());
    assertThat(registered.http()).isEqualTo(400);
    assertThat(registered.body().getStatus().getMessage()).startsWith("INVALID_REGISTRATION: ");
  }

  @Test
  void longNamesAreToldInShort() throws Exception {
    Answer<InvocationResponse> answer =
        victim.client().invoke(Victim.request("x".repeat(10_000), "add", "1").build());

    assertThat(answer.body().getStatus().getMessage()).hasSizeLessThan(300);
  }
}
