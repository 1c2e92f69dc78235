package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What a body takes beyond its bytes while it is read. */
final class BodyMemoryTest {
  /** Becomes a message of eleven bytes for each number. */
  private static final String NUMBERS =
      "{\"value\":{\"@type\":\"x/google.protobuf.ListValue\",\"value\":[1"
          + ",1".repeat(100_000)
          + "]}}";

  @Test
  void aBodyThatTakesMoreThanAllMemoryIsTooLarge() {
    MemoryBudget memory = new MemoryBudget(1 << 20, 0);

    assertThat(answerTo(json(NUMBERS), memory))
        .startsWith("HTTP/1.1 413 ")
        .contains("BODY_TOO_LARGE", "send protobuf");

    assertThat(memory.used()).isZero();
  }

  @Test
  void memoryThatIsNotThereNowIsToldSo() {
    MemoryBudget memory = new MemoryBudget(8 << 20, 0);
    memory.take(7 << 20);

    assertThat(answerTo(json(NUMBERS), memory)).startsWith("HTTP/1.1 503 ").contains("OVERLOADED");

    assertThat(memory.used()).isEqualTo(7 << 20);
  }

  @Test
  void aBodyInGzipIsCountedAsItGrows() throws IOException {
    MemoryBudget memory = new MemoryBudget(8 << 20, 0);
    memory.take(7 << 20);

    assertThat(answerTo(gzip(new byte[4 << 20]), memory))
        .startsWith("HTTP/1.1 503 ")
        .contains("OVERLOADED");

    assertThat(memory.used()).isEqualTo(7 << 20);
  }

  @Test
  void whatARequestHoldsIsGivenBackWhenItsClientLeavesBeforeItIsRead() throws Exception {
    MemoryBudget memory = new MemoryBudget(8 << 20, 0);
    CountDownLatch released = new CountDownLatch(1);
    try (Door door = door(memory)) {
      // The only thread that reads bodies is busy.
      door.offload.runForRequest(this, 1, () -> awaitUnchecked(released));
      RawClient client = door.connect();
      client.send(json(NUMBERS));
      await().until(() -> memory.used() >= NUMBERS.length());
      client.reset();
      await().until(() -> door.http.connections() == 0);

      released.countDown();

      await().until(() -> memory.used() == 0);
    }
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] json(String json) {
    return request("content-type: application/json", json.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(body);
    }
    return request("content-encoding: gzip", zipped.toByteArray());
  }

  private static byte[] request(String header, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ("POST /api/v1/system/s/actors/a/invoke HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
                + header
                + "\r\ncontent-length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    return request.toByteArray();
  }

  private static String answerTo(byte[] request, MemoryBudget memory) {
    try (Door door = door(memory);
        RawClient client = door.connect()) {
      client.send(request);
      return new String(client.readToEnd(), StandardCharsets.UTF_8);
    }
  }

  private static Door door(MemoryBudget memory) {
    return new Door(
        new Door.Limits().config(),
        new Ops(List.of(), null),
        Transport.open(1),
        TimeSource.SYSTEM,
        memory);
  }
}
