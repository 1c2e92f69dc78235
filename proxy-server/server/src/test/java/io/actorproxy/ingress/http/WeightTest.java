package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.time.TimeSource;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What messages take beyond their bytes. */
final class WeightTest {
  @Test
  void smallBodiesAreNotCounted() throws Exception {
    assertThat(Weight.ofRegistration(ByteString.copyFrom(new byte[4095]))).isZero();
    assertThat(Weight.ofSpawning(ByteString.copyFrom(spawning(100)))).isZero();
  }

  @Test
  void actorsToSpawnTakeMoreThanTheirShortNames() {
    String path = "/api/v1/system/sys/actors/spawn";
    assertThat(answerTo(path, "octet-stream", spawning(10_000), new MemoryBudget(9 << 20, 0)))
        .startsWith("HTTP/1.1 413 ")
        .contains("BODY_TOO_LARGE");

    MemoryBudget memory = new MemoryBudget(11 << 20, 0);
    assertThat(answerTo(path, "octet-stream", spawning(10_000), memory))
        .startsWith("HTTP/1.1 200 ");
    assertThat(memory.used()).isZero();
  }

  @Test
  void typesToRegisterTakeMoreThanTheirShortNames() {
    RegistrationRequest.Builder request = RegistrationRequest.newBuilder();
    request.getActorSystemBuilder().setName("sys");
    for (int i = 0; i < 10_000; i++) {
      request
          .getActorSystemBuilder()
          .getRegistryBuilder()
          .putActors("a" + i, Actor.getDefaultInstance());
    }
    byte[] body = request.build().toByteArray();

    assertThat(answerTo("/api/v1/system", "octet-stream", body, new MemoryBudget(1 << 20, 0)))
        .startsWith("HTTP/1.1 413 ")
        .contains("BODY_TOO_LARGE");

    MemoryBudget memory = new MemoryBudget(8 << 20, 0);
    assertThat(answerTo("/api/v1/system", "octet-stream", body, memory))
        .startsWith("HTTP/1.1 200 ");
    assertThat(memory.used()).isZero();
  }

  @Test
  void aLargeRegistrationInJsonKeepsNoMemoryWhenItIsAnswered() {
    StringBuilder actors = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      actors.append(i == 0 ? "" : ",").append("\"actor%d\":{}".formatted(i));
    }
    byte[] body =
        "{\"actorSystem\":{\"name\":\"sys\",\"registry\":{\"actors\":{%s}}}}"
            .formatted(actors)
            .getBytes(StandardCharsets.UTF_8);
    MemoryBudget memory = new MemoryBudget(64 << 20, 0);

    for (int i = 0; i < 5; i++) {
      assertThat(answerTo("/api/v1/system", "json", body, memory)).startsWith("HTTP/1.1 200 ");
    }

    // The thread that has read the last one may still be giving its memory back.
    await().untilAsserted(() -> assertThat(memory.used()).isZero());
  }

  private static byte[] spawning(int actors) {
    SpawnRequest.Builder request = SpawnRequest.newBuilder();
    for (int i = 0; i < actors; i++) {
      request.addActors(ActorId.newBuilder().setName("a" + i).setParent("t"));
    }
    return request.build().toByteArray();
  }

  private static String answerTo(String path, String type, byte[] body, MemoryBudget memory) {
    HttpConfig config = HttpConfig.listeningOn("127.0.0.1", 0);
    try (Door door =
            new Door(
                config, new Ops(List.of(), null), Transport.open(1), TimeSource.SYSTEM, memory);
        RawClient client = door.connect()) {
      client.send(
          RawClient.request(
              "POST " + path,
              "connection: close\r\ncontent-type: application/%s\r\ncontent-length: %d\r\n"
                  .formatted(type, body.length),
              body));
      return new String(client.readToEnd(), StandardCharsets.UTF_8);
    }
  }
}
