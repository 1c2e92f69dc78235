package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.actorproxy.definition.NotServed;
import io.actorproxy.http.ResponseReader.Response;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.system.Registered;
import io.actorproxy.system.SpawnOutcome;
import io.spawn.RegistrationResponse;
import io.spawn.SpawnRequest;
import io.spawn.SpawnResponse;
import io.spawn.Status;
import io.spawn.actors.ActorId;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationRoutesTest extends WithDoor {
  private static final SpawnRequest ONE =
      SpawnRequest.newBuilder()
          .addActors(ActorId.newBuilder().setName("cart-1").setSystem("shop").setParent("cart"))
          .build();

  private Response post(String path, byte[] body) {
    return client.send(RawClient.post(path, "", body)).read();
  }

  @Test
  void aRegistrationIsAcceptedAndTheProxyIntroducesItself() throws Exception {
    Response response = post(Requests.REGISTER, Requests.registration().toByteArray());

    assertThat(response.status()).isEqualTo(200);
    RegistrationResponse answer = RegistrationResponse.parseFrom(response.body());
    assertThat(answer.getStatus().getStatus()).isEqualTo(Status.OK);
    assertThat(answer.getStatus().getMessage()).isEqualTo("Accepted");
    assertThat(answer.getProxyInfo().getProtocolMajorVersion()).isEqualTo(1);
    assertThat(answer.getProxyInfo().getProtocolMinorVersion()).isEqualTo(2);
    assertThat(answer.getProxyInfo().getProxyName()).isEqualTo("actor-proxy");
    assertThat(answer.getProxyInfo().getProxyVersion()).isEqualTo("1.2.3");
    assertThat(door.system.registrations).containsExactly(Requests.registration());
  }

  @Test
  void aRegistrationOfWhichATypeIsLeftOutSaysWhichAndWhy() throws Exception {
    door.system.registered =
        new Registered(
            List.of(new NotServed("shop", "pool", ErrorCode.KIND_NOT_SUPPORTED, "kind POOLED")));

    Response response = post(Requests.REGISTER, Requests.registration().toByteArray());

    assertThat(response.status()).isEqualTo(200);
    assertThat(RegistrationResponse.parseFrom(response.body()).getStatus().getMessage())
        .isEqualTo("Accepted; KIND_NOT_SUPPORTED: not registered: shop/pool (kind POOLED)");
  }

  @Test
  void aSpawnSaysWhichInstancesWentBackToAnotherRevisionThanWasAskedFor() throws Exception {
    door.system.spawned =
        new SpawnOutcome(
            List.of(restored("joe", 2, 1), restored("jim", 2, 2), restored("jane", 2, 1)));

    Response response = post(Requests.SPAWN + "?revision=2", ONE.toByteArray());

    assertThat(SpawnResponse.parseFrom(response.body()).getStatus().getMessage())
        .isEqualTo(
            "Accepted; shop/user/joe went back to revision 1, the newest at or before 2"
                + "; shop/user/jane went back to revision 1, the newest at or before 2");
  }

  private static SpawnOutcome.Restored restored(String name, long wanted, long found) {
    var instance = new io.actorproxy.invocation.ActorId("shop", "user", name);
    return new SpawnOutcome.Restored(instance, wanted, found);
  }

  @Test
  void aRefusedRegistrationSaysWhy() throws Exception {
    door.system.refusal =
        new CompletionException(
            new FailureException(ErrorCode.INVALID_REGISTRATION, "the actor has no name"));

    Response response = post(Requests.REGISTER, Requests.registration().toByteArray());

    assertThat(response.status()).isEqualTo(400);
    RegistrationResponse answer = RegistrationResponse.parseFrom(response.body());
    assertThat(answer.getStatus().getStatus()).isEqualTo(Status.ERROR);
    assertThat(answer.getStatus().getMessage())
        .isEqualTo("INVALID_REGISTRATION: the actor has no name");
  }

  @Test
  void aMalformedRegistrationIsRefusedWithItsPlace() throws Exception {
    byte[] cut = Requests.registration().toByteString().substring(0, 25).toByteArray();

    Response response = post(Requests.REGISTER, cut);

    assertThat(response.status()).isEqualTo(400);
    assertThat(RegistrationResponse.parseFrom(response.body()).getStatus().getMessage())
        .startsWith("INVALID_REQUEST: RegistrationRequest")
        .contains("byte");
    assertThat(door.system.registrations).isEmpty();
  }

  @Test
  void instancesAreSpawnedFromTheNewestStateUnlessARevisionIsNamed() throws Exception {
    Response newest = post(Requests.SPAWN, ONE.toByteArray());
    post(Requests.SPAWN + "?revision=42", ONE.toByteArray());
    post(Requests.SPAWN + "?lookup=true&revision=7", ONE.toByteArray());

    assertThat(newest.status()).isEqualTo(200);
    assertThat(SpawnResponse.parseFrom(newest.body()).getStatus().getMessage())
        .isEqualTo("Accepted");
    assertThat(door.system.spawns)
        .extracting(FakeActorSystem.Spawned::revision)
        .containsExactly(0L, 42L, 7L);
    assertThat(door.system.spawns).allSatisfy(s -> assertThat(s.request()).isEqualTo(ONE));
  }

  @Test
  void thePathSaysTheSystemOfAnInstanceThatNamesNone() {
    SpawnRequest request =
        SpawnRequest.newBuilder()
            .addActors(ActorId.newBuilder().setName("cart-1").setParent("cart"))
            .addActors(ActorId.newBuilder().setName("cart-2").setSystem("mall").setParent("cart"))
            .build();

    post(Requests.SPAWN, request.toByteArray());

    assertThat(door.system.spawns.remove().request().getActorsList())
        .extracting(ActorId::getSystem)
        .containsExactly("shop", "mall");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "", "1.5", "99999999999999999999"})
  void aRevisionThatIsNoNumberIsRefused(String revision) throws InvalidProtocolBufferException {
    Response response = post(Requests.SPAWN + "?revision=" + revision, ONE.toByteArray());

    assertThat(response.status()).isEqualTo(400);
    assertThat(SpawnResponse.parseFrom(response.body()).getStatus().getMessage())
        .contains("revision is '" + revision + "'");
    assertThat(door.system.spawns).isEmpty();
  }

  @Test
  void anUnknownParentIsNotFound() throws Exception {
    door.system.refusal =
        new FailureException(ErrorCode.PARENT_NOT_REGISTERED, "no host registered 'cart'");

    Response response = post(Requests.SPAWN, ONE.toByteArray());

    assertThat(response.status()).isEqualTo(404);
    assertThat(SpawnResponse.parseFrom(response.body()).getStatus().getStatus())
        .isEqualTo(Status.ERROR);
  }

  @Test
  void aMalformedSpawnIsRefusedWithItsPlace() throws Exception {
    Response response = post(Requests.SPAWN, new byte[] {0x0a, 0x02, 0x0a, 0x05});

    assertThat(response.status()).isEqualTo(400);
    assertThat(SpawnResponse.parseFrom(response.body()).getStatus().getMessage())
        .contains("SpawnRequest.actors")
        .contains("byte");
  }

  @Test
  void aDefectIsAnsweredAsOne() {
    door.system.refusal = new IllegalStateException("a bug");

    assertThat(post(Requests.REGISTER, Requests.registration().toByteArray()).status())
        .isEqualTo(500);
  }
}
