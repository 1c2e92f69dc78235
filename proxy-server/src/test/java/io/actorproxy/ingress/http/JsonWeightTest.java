package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What JSON takes beyond its text. */
final class JsonWeightTest {
  @Test
  void smallBodiesAreNotCounted() {
    assertThat(JsonWeight.of(4095)).isZero();
    assertThat(JsonWeight.of(4096)).isEqualTo(8 * 4096);
  }

  @Test
  void aBodyThatTakesMoreThanAllMemoryIsTooLarge() {
    assertThat(answerTo("[" + "1,".repeat(200_000) + "1]", 2 << 20))
        .startsWith("HTTP/1.1 413 ")
        .contains("BODY_TOO_LARGE", "send protobuf");
  }

  @Test
  void memoryThatIsNotThereNowIsToldSo() {
    MemoryBudget memory = new MemoryBudget(8 << 20, 0);
    memory.take(6 << 20);

    assertThat(answerTo("[" + "1,".repeat(200_000) + "1]", memory))
        .startsWith("HTTP/1.1 503 ")
        .contains("OVERLOADED");

    assertThat(memory.used()).isEqualTo(6 << 20);
  }

  private static String answerTo(String json, long memoryBytes) {
    return answerTo(json, new MemoryBudget(memoryBytes, 0));
  }

  private static String answerTo(String json, MemoryBudget memory) {
    HttpConfig config = HttpConfig.listeningOn("127.0.0.1", 0);
    try (Door door =
            new Door(
                config, new Ops(List.of(), null), Transport.open(1), TimeSource.SYSTEM, memory);
        RawClient client = door.connect()) {
      client.send(
          "POST /api/v1/system HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type:"
              + " application/json\r\ncontent-length: "
              + json.length()
              + "\r\n\r\n"
              + json);
      return new String(client.readToEnd(), StandardCharsets.UTF_8);
    }
  }
}
