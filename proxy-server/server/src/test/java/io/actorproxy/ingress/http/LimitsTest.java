package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.actorproxy.http.ResponseReader.Response;
import io.actorproxy.invocation.Payload;
import io.actorproxy.invocation.Reply;
import io.actorproxy.time.ManualTime;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final Duration SOON = Duration.ofMillis(300);

  private static void assertRefused(RawClient client, int status, String message) {
    Response response = client.read();
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).contains(message);
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(client.isAtEnd()).isTrue();
  }

  /** With so many places, and time that passes only when the test says so. */
  private static Door doorOf(int connections, ManualTime time) {
    return Door.open(
        limits -> {
          limits.connections = connections;
          limits.time = time;
        });
  }

  private static byte[] head(String headers) {
    return RawClient.request("POST " + Requests.INVOKE, RawClient.PROTOBUF + headers, new byte[0]);
  }

  @Test
  void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItComes() {
    try (Door door = Door.open(limits -> limits.bodyBytes = 1000);
        RawClient client = door.connect()) {
      client.send(head("content-length: 1001\r\n"));

      assertRefused(client, 413, "BODY_TOO_LARGE: the body is larger than 1000 bytes");
    }
  }

  @Test
  void aClientThatSendsTheRefusedBodyAllTheSameReadsWhy() {
    try (Door door = Door.open(limits -> limits.bodyBytes = 1000);
        RawClient client = door.connect()) {
      client.send(head("content-length: 4000000\r\n"));
      for (int i = 0; i < 40; i++) {
        client.send(new byte[100_000]);
      }

      assertRefused(client, 413, "BODY_TOO_LARGE");
    }
  }

  @Test
  void aBodyThatGrowsTooLargeIsRefusedWhenItDoes() {
    try (Door door = Door.open(limits -> limits.bodyBytes = 1000);
        RawClient client = door.connect()) {
      client.send(head("transfer-encoding: chunked\r\n"));
      client.send("3e8\r\n" + "x".repeat(1000) + "\r\n");
      client.send("1\r\nx\r\n");

      assertRefused(client, 413, "BODY_TOO_LARGE");
    }
  }

  @Test
  void aBodyThatNobodyReadsIsLimitedToo() {
    try (Door door = Door.open(limits -> limits.bodyBytes = 1000);
        RawClient client = door.connect()) {
      client.send(
          RawClient.request("POST /nowhere", "transfer-encoding: chunked\r\n", new byte[0]));
      client.send("3e9\r\n" + "x".repeat(1001) + "\r\n0\r\n\r\n");

      Response response = client.read();
      assertThat(response.status()).isIn(404, 413);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aBodyOfExactlyTheLimitIsTaken() {
    byte[] body = Requests.invocation("cart", "echo", "x".repeat(500)).toByteArray();
    try (Door door = Door.open(limits -> limits.bodyBytes = body.length);
        RawClient client = door.connect()) {
      assertThat(client.send(RawClient.post(Requests.INVOKE, "", body)).read().status())
          .isEqualTo(200);
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() {
    try (Door door = Door.open(limits -> limits.headerBytes = 1000)) {
      try (RawClient client = door.connect()) {
        client.send(head("x-large: " + "x".repeat(1000) + "\r\n"));
        assertRefused(client, 431, "HEADERS_TOO_LARGE: the headers are larger than 1000 bytes");
      }
      try (RawClient client = door.connect()) {
        client.send(head("x-many: 0123456789\r\n".repeat(100)));
        assertRefused(client, 431, "HEADERS_TOO_LARGE");
      }
      try (RawClient client = door.connect()) {
        client.send("POST " + Requests.INVOKE + " HTTP/1.1\r\nhost: p\r\nx: " + "x".repeat(5000));
        assertRefused(client, 431, "HEADERS_TOO_LARGE");
      }
    }
  }

  @Test
  void trailersThatAreTooLargeAreRefused() {
    try (Door door = Door.open(limits -> limits.headerBytes = 1000);
        RawClient client = door.connect()) {
      client.send(head("transfer-encoding: chunked\r\n"));
      client.send("0\r\n" + "x-many: 0123456789\r\n".repeat(100) + "\r\n");
      assertRefused(client, 431, "HEADERS_TOO_LARGE");
    }
  }

  @Test
  void aRequestLineThatIsTooLongIsRefused() {
    try (Door door = Door.open(limits -> limits.lineBytes = 1000)) {
      try (RawClient client = door.connect()) {
        client.send(RawClient.get("/" + "x".repeat(1000)));
        assertRefused(client, 431, "HEADERS_TOO_LARGE: the request line is longer than 1000");
      }
      try (RawClient client = door.connect()) {
        client.send("x".repeat(5000));
        assertRefused(client, 431, "HEADERS_TOO_LARGE");
      }
    }
  }

  @Test
  void aHeadThatIsNotFinishedInTimeIsCutOff() {
    try (Door door = Door.open(limits -> limits.request = SOON);
        RawClient client = door.connect()) {
      client.send("POST /api/v1/system HTTP/1.1\r\nhost: p\r\n");
      assertRefused(client, 408, "REQUEST_TIMEOUT: the request did not arrive within 300 ms");
    }
  }

  @Test
  void aBodyThatTricklesIsCutOffHoweverBusyItLooks() {
    try (Door door = Door.open(limits -> limits.request = SOON);
        RawClient client = door.connect()) {
      client.send(head("content-length: 1000000\r\n"));
      long start = System.nanoTime();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                client.send("x");
                return System.nanoTime() - start > SOON.toNanos() / 2;
              });

      Response response = client.read();
      assertThat(response.status()).isEqualTo(408);
      assertThat(Requests.answer(response).getStatus().getMessage()).startsWith("REQUEST_TIMEOUT");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aSecondRequestHasTheWholeTimeAgain() {
    try (Door door = Door.open(limits -> limits.request = SOON);
        RawClient client = door.connect()) {
      long start = System.nanoTime();
      while (System.nanoTime() - start < 2 * SOON.toNanos()) {
        assertThat(Requests.textOf(client.send(Requests.invoke("cart", "echo", "x")).read()))
            .isEqualTo("x");
      }
      client.send("POST /api");
      assertRefused(client, 408, "REQUEST_TIMEOUT");
    }
  }

  @Test
  void aRequestThatWaitsForItsAnswerIsNotIdle() {
    try (Door door =
            Door.open(
                limits -> {
                  limits.idle = SOON;
                  limits.request = SOON;
                });
        RawClient idle = door.connect();
        RawClient waiting = door.connect()) {
      waiting.send(Requests.invoke("cart", "later", "x"));

      assertThat(idle.isAtEnd()).isTrue();
      Awaitility.await().until(() -> door.http.connections() == 1);
      FakeActorSystem.Pending pending = door.system.pending.remove();
      pending.replyTo().reply(new Reply.Completed(pending.call().payload()));
      assertThat(Requests.textOf(waiting.read())).isEqualTo("x");
      assertThat(waiting.isAtEnd()).isTrue();
    }
  }

  @Test
  void aClientThatDoesNotReadItsAnswersIsCutOff() {
    byte[] request = Requests.invoke("cart", "echo", "x".repeat(1 << 20));
    try (Door door = Door.open(limits -> limits.request = SOON);
        RawClient client = door.connect()) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  client.send(request);
                }
              })
          .isInstanceOf(UncheckedIOException.class);
      Awaitility.await().until(() -> door.http.connections() == 0);
    }
  }

  @Test
  void oneConnectionTooManyIsToldSo() {
    // No time passes, so nothing is idle.
    ManualTime time = new ManualTime();
    try (Door door = doorOf(2, time)) {
      RawClient one = door.connect();
      try (RawClient two = door.connect()) {
        assertThat(one.send(RawClient.get("/health")).read().status()).isEqualTo(200);
        assertThat(two.send(RawClient.get("/health")).read().status()).isEqualTo(200);
        try (RawClient three = door.connect()) {
          three.send(Requests.invoke("cart", "echo", "x"));
          assertRefused(three, 503, "OVERLOADED: 2 connections are open");
        }
        one.close();
        Awaitility.await().until(() -> door.http.connections() == 1);
        try (RawClient four = door.connect()) {
          assertThat(four.send(RawClient.get("/health")).read().header("connection")).isEmpty();
        }
      }
    }
  }

  @Test
  void probesAreAnsweredHoweverManyConnectionsAreOpen() {
    ManualTime time = new ManualTime();
    try (Door door = doorOf(1, time);
        RawClient only = door.connect()) {
      only.send(RawClient.get("/health")).read();
      for (String path : List.of("/health", "/health/liveness", "/health/readiness", "/metrics")) {
        try (RawClient probe = door.connect()) {
          Response response = probe.send(RawClient.get(path)).read();
          assertThat(response.status()).as(path).isEqualTo(200);
          assertThat(response.header("connection")).isEqualTo("close");
          assertThat(probe.isAtEnd()).isTrue();
        }
      }
      try (RawClient silent = door.connect()) {
        assertRefused(silent, 503, "OVERLOADED: 1 connections are open");
      }
      assertThat(only.send(RawClient.get("/health")).read().status()).isEqualTo(200);
    }
  }

  @Test
  void atTheLimitTheConnectionThatIsIdleLongestGivesWay() {
    ManualTime time = new ManualTime();
    byte[] health = RawClient.get("/health");
    try (Door door = doorOf(20, time);
        RawClient busy = door.connect()) {
      busy.send(Requests.invoke("cart", "later", "x"));
      Awaitility.await().until(() -> !door.system.pending.isEmpty());
      List<RawClient> idle = new ArrayList<>();
      for (int i = 0; i < 19; i++) {
        RawClient client = door.connect();
        client.send(health).read();
        idle.add(client);
        time.advanceMillis(10);
      }
      time.advanceMillis(1_000);

      try (RawClient late = door.connect()) {
        assertThat(Requests.textOf(late.send(Requests.invoke("cart", "echo", "x")).read()))
            .isEqualTo("x");
        assertThat(late.send(health).read().header("connection")).isEmpty();
      }

      assertThat(idle.getFirst().isAtEnd()).isTrue();
      assertThat(idle.getLast().send(health).read().status()).isEqualTo(200);
      FakeActorSystem.Pending pending = door.system.pending.remove();
      pending.replyTo().reply(new Reply.Completed(pending.call().payload()));
      assertThat(Requests.textOf(busy.read())).isEqualTo("x");
      idle.forEach(RawClient::close);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "POST /api/v1/system HTTP/1.1\r\nhost: p\r\n",
        "POST /api/v1/system HTTP/1.1\r\nhost: p\r\ncontent-length: 9\r\n\r\nhalf"
      })
  void atTheLimitAConnectionWithoutAWholeRequestGivesWayHoweverNewItIs(String part) {
    // Time passes, or those that are still being accepted would be as old as what comes next.
    try (Door door = Door.open(limits -> limits.connections = 20)) {
      List<RawClient> waiting = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        waiting.add(door.connect().send(part));
      }

      for (int i = 0; i < 30; i++) {
        try (RawClient late = door.connect()) {
          late.send(Requests.invoke("cart", "echo", "x"));
          assertThat(Requests.textOf(late.read())).isEqualTo("x");
          assertThat(late.send(RawClient.get("/health")).read().header("connection")).isEmpty();
        }
      }
      waiting.forEach(RawClient::close);
    }
  }

  @Test
  void aRequestThatGivesWayInItsMiddleIsToldWhy() {
    ManualTime time = new ManualTime();
    try (Door door = doorOf(1, time);
        RawClient half = door.connect()) {
      half.send(head("content-length: 9\r\n"));
      Awaitility.await().until(() -> door.http.connections() == 1);

      try (RawClient late = door.connect()) {
        late.send(Requests.invoke("cart", "echo", "x"));
        assertThat(Requests.textOf(late.read())).isEqualTo("x");
      }
      assertRefused(half, 503, "OVERLOADED: 1 connections are open");
    }
  }

  @Test
  void aProbeThatIsSentInPartDoesNotKeepOtherProbesOut() {
    ManualTime time = new ManualTime();
    try (Door door = doorOf(1, time);
        RawClient only = door.connect()) {
      only.send(RawClient.get("/health")).read();
      try (RawClient half = door.connect()) {
        half.send("GET /health HTTP/1.1\r\nhost: p\r\ncontent-length: 9\r\n\r\n");
        assertRefused(half, 503, "OVERLOADED: 1 connections are open");
      }
    }
  }

  @Test
  void bodiesThatAreBeingReceivedShareOneBudgetAndGiveItBack() {
    byte[] body = Requests.invocation("cart", "echo", "x".repeat(200_000)).toByteArray();
    byte[] request = RawClient.post(Requests.INVOKE, "", body);
    try (Door door = doorForOneOf(body)) {
      try (RawClient half = door.connect()) {
        half.send(Arrays.copyOf(request, 180_000));
        Awaitility.await().until(() -> door.memory.used() > 170_000);

        try (RawClient second = door.connect()) {
          assertRefused(second.send(request), 503, "OVERLOADED: too many large bodies");
        }
        Awaitility.await().until(() -> door.memory.used() <= body.length);

        half.send(Arrays.copyOfRange(request, 180_000, request.length));
        assertThat(half.read().status()).isEqualTo(200);
      }
      Awaitility.await().until(() -> door.memory.used() == 0);
      try (RawClient third = door.connect()) {
        assertThat(third.send(request).read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aBodyCountsUntilItsRequestIsAnswered() {
    byte[] body = Requests.invocation("cart", "later", "x".repeat(200_000)).toByteArray();
    byte[] request = RawClient.post(Requests.INVOKE, "", body);
    try (Door door = doorForOneOf(body);
        RawClient slow = door.connect()) {
      slow.send(request);
      Awaitility.await().until(() -> !door.system.pending.isEmpty());
      try (RawClient second = door.connect()) {
        assertRefused(second.send(request), 503, "OVERLOADED: too many large bodies");
      }
      var pending = door.system.pending.remove();
      pending.replyTo().reply(new Reply.Completed(pending.call().payload()));
      assertThat(slow.read().status()).isEqualTo(200);

      Awaitility.await().until(() -> door.memory.used() == 0);
      try (RawClient third = door.connect()) {
        third.send(request);
        Awaitility.await().until(() -> !door.system.pending.isEmpty());
      }
    }
  }

  /** Has room for one body of this size and not for two, however each of them arrives. */
  private static Door doorForOneOf(byte[] body) {
    return Door.open(
        limits -> {
          // A buffer that grows takes twice its size, up to this.
          limits.bodyBytes = body.length;
          limits.bufferedBytes = body.length * 3 / 2;
        });
  }

  @Test
  void anAnswerForWhichThereIsNoMemoryIsOneThatSaysSo() {
    try (Door door = Door.open(limits -> limits.bufferedBytes = 300_000);
        RawClient client = door.connect()) {
      client.send(Requests.invoke("cart", "later", "x"));
      Awaitility.await().until(() -> !door.system.pending.isEmpty());
      byte[] large = new byte[400_000];
      door.system
          .pending
          .remove()
          .replyTo()
          .reply(new Reply.Completed(new Payload.Value(ByteString.copyFrom(large))));

      Response refused = client.read();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(Requests.answer(refused).getStatus().getMessage())
          .startsWith("ANSWER_DISCARDED: the request was carried out");
      assertThat(client.send(RawClient.get("/health")).read().status()).isEqualTo(200);
    }
  }

  @Test
  void twoThousandIdleConnectionsDoNotDisturbOne() {
    try (Door door = Door.open()) {
      List<RawClient> idle = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        idle.add(door.connect());
      }
      Awaitility.await().until(() -> door.http.connections() == 2000);
      try (RawClient client = door.connect()) {
        for (int i = 0; i < 100; i++) {
          assertThat(Requests.textOf(client.send(Requests.invoke("cart", "echo", "x")).read()))
              .isEqualTo("x");
        }
      }
      for (RawClient client : idle.subList(0, 50)) {
        assertThat(client.send(RawClient.get("/health")).read().status()).isEqualTo(200);
      }
      idle.forEach(RawClient::close);
      Awaitility.await().until(() -> door.http.connections() == 0);
    }
  }

  @Test
  void aMessageToTheClientIsUtf8() {
    try (Door door = Door.open();
        RawClient client = door.connect()) {
      byte[] json = "{\"größe\": 1}".getBytes(StandardCharsets.UTF_8);
      client.send(RawClient.post(Requests.INVOKE, "content-type: application/json\r\n", json));
      assertThat(client.read().text()).contains("größe");
    }
  }
}
