package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.actorproxy.http.ResponseReader.Response;
import io.spawn.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Bytes from strangers: whatever comes, the front door answers in its own words or hangs up. */
class FuzzTest {
  private static final List<String> TARGETS =
      List.of(
          Requests.INVOKE,
          Requests.REGISTER,
          Requests.SPAWN,
          Requests.SPAWN + "?revision=3",
          "/api/v1/system/s/actors/a?parent=p",
          "/health",
          "/health/readiness",
          "/metrics",
          "/api/v1/system/%/actors/%zz/invoke",
          "/");
  private static final List<String> METHODS = List.of("POST", "POST", "POST", "GET", "HEAD", "PUT");
  private static final List<String> TYPES =
      List.of("", "application/octet-stream", "application/json", "text/html", ";;;", "\u00ff");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private <T> T anyOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private byte[] randomBytes(int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] mutated(byte[] bytes) {
    byte[] result = bytes.clone();
    for (int i = random.nextInt(6); i > 0 && result.length > 0; i--) {
      result[random.nextInt(result.length)] = (byte) random.nextInt();
    }
    return random.nextInt(4) == 0
        ? Arrays.copyOf(result, random.nextInt(result.length + 1))
        : result;
  }

  private byte[] body() {
    String json =
        "{\"actor\": {\"id\": {\"name\": \"a\", \"system\": \"s\"}}, \"actionName\": \"b\"}";
    return switch (random.nextInt(5)) {
      case 0 -> randomBytes(300);
      case 1 -> mutated(Requests.invocation("cart", "echo", "text").toByteArray());
      case 2 -> mutated(Requests.registration().toByteArray());
      case 3 -> mutated(json.getBytes(StandardCharsets.UTF_8));
      default -> mutated(zipped(Requests.invocation("cart", "echo", "text").toByteArray()));
    };
  }

  private static byte[] zipped(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private byte[] wellFramed(String method, byte[] body) {
    StringBuilder headers = new StringBuilder("content-length: " + body.length + "\r\n");
    String type = anyOf(TYPES);
    if (!type.isEmpty()) {
      headers.append("content-type: ").append(type).append("\r\n");
    }
    if (random.nextInt(3) == 0) {
      headers.append("content-encoding: gzip\r\n");
    }
    if (random.nextInt(3) == 0) {
      headers.append("accept: application/json\r\n");
    }
    byte[] head =
        (method + " " + anyOf(TARGETS) + " HTTP/1.1\r\nhost: p\r\n" + headers + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  @Test
  void requestsThatAreWellFramedAreAllAnsweredAndTheConnectionLives() {
    System.out.println("seed " + seed);
    try (Door door = Door.open();
        RawClient client = door.connect()) {
      for (int round = 0; round < 1500; round++) {
        String method = anyOf(METHODS);
        byte[] request = wellFramed(method, body());
        Response response = client.send(request).read(!method.equals("HEAD"));
        String what = new String(request, StandardCharsets.ISO_8859_1);
        assertThat(response.status()).as(what).isIn(200, 400, 404, 405, 413, 415);
        if (response.status() != 200 && !method.equals("HEAD")) {
          assertExplains(response, what);
        }
      }
    }
  }

  private static void assertExplains(Response response, String what) {
    switch (response.header("content-type")) {
      case "application/octet-stream" -> {
        var status = Requests.answer(response).getStatus();
        assertThat(status.getStatus()).as(what).isIn(Status.ERROR, Status.ACTOR_NOT_FOUND);
        assertThat(status.getMessage()).as(what).matches("(?s)[A-Z_]+: .+");
      }
      case "application/json" ->
          assertThat(JsonParser.parseString(response.text()).toString())
              .as(what)
              .contains("\"message\":\"");
      default -> assertThat(response.text()).as(what).matches("(?s)[A-Z_]+: .+\n");
    }
  }

  @Test
  void bytesThatAreHardlyHttpNeverBreakTheDoor() {
    System.out.println("seed " + seed);
    try (Door door = Door.open()) {
      for (int round = 0; round < 1500; round++) {
        byte[] bytes = random.nextInt(5) == 0 ? randomBytes(2000) : broken();
        assertHttpOrNothing(door, bytes);
        if (round % 100 == 0) {
          try (RawClient client = door.connect()) {
            assertThat(Requests.textOf(client.send(Requests.invoke("a", "echo", "x")).read()))
                .isEqualTo("x");
          }
        }
      }
      Awaitility.await().until(() -> door.http.connections() == 0);
    }
  }

  private byte[] broken() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      byte[] request = wellFramed(anyOf(METHODS), body());
      if (random.nextBoolean()) {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        text = text.replaceFirst("content-length: \\d+", "transfer-encoding: chunked");
        request = text.getBytes(StandardCharsets.ISO_8859_1);
      }
      bytes.writeBytes(mutated(request));
    }
    return bytes.toByteArray();
  }

  private static void assertHttpOrNothing(Door door, byte[] bytes) {
    try (RawClient client = door.connect()) {
      byte[] answer;
      try {
        answer = client.send(bytes).shutdownOutput().readToEnd();
      } catch (UncheckedIOException reset) {
        return;
      }
      String text = new String(answer, StandardCharsets.ISO_8859_1);
      assertThat(text.isEmpty() || text.startsWith("HTTP/1.1 "))
          .as(new String(bytes, StandardCharsets.ISO_8859_1) + "\n---\n" + text)
          .isTrue();
      assertThat(text).doesNotContain("HTTP/1.1 500");
    }
  }
}
