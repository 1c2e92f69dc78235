package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.Reply;
import io.spawn.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
  private static final String CHUNKED = "transfer-encoding: chunked\r\n";

  private Door door;
  private RawClient client;

  @BeforeEach
  void open() {
    door = Door.open();
    client = door.connect();
  }

  @AfterEach
  void close() {
    client.close();
    door.close();
  }

  private static String chunks(byte[] body, Random random) {
    StringBuilder chunks = new StringBuilder();
    for (int at = 0; at < body.length; ) {
      int size = Math.min(body.length - at, random.nextInt(1, 40));
      chunks.append(Integer.toHexString(size)).append(random.nextBoolean() ? "" : ";x=y");
      chunks.append("\r\n");
      chunks.append(new String(body, at, size, StandardCharsets.ISO_8859_1)).append("\r\n");
      at += size;
    }
    return chunks.append("0\r\n").append(random.nextBoolean() ? "" : "trailer: x\r\n") + "\r\n";
  }

  @Test
  void chunkedRequestsAreReadHoweverTheyAreCut() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      String text = "x".repeat(random.nextInt(500)) + round;
      byte[] body = Requests.invocation("cart", "echo", text).toByteArray();
      byte[] head = RawClient.request("POST " + Requests.INVOKE, CHUNKED, new byte[0]);
      byte[] all =
          (new String(head, StandardCharsets.ISO_8859_1) + chunks(body, random))
              .getBytes(StandardCharsets.ISO_8859_1);
      for (int at = 0; at < all.length; ) {
        int size = Math.min(all.length - at, random.nextInt(1, 300));
        client.send(Arrays.copyOfRange(all, at, at + size));
        at += size;
      }
      assertThat(Requests.textOf(client.read())).isEqualTo(text);
    }
  }

  @Test
  void aRequestMayArriveByteByByte() {
    for (byte b : Requests.invoke("cart", "echo", "slowly")) {
      client.send(new byte[] {b});
    }
    assertThat(Requests.textOf(client.read())).isEqualTo("slowly");
  }

  @Test
  void aConnectionServesOneRequestAfterAnother() {
    for (int i = 0; i < 20; i++) {
      assertThat(Requests.textOf(client.send(Requests.invoke("cart", "echo", "n" + i)).read()))
          .isEqualTo("n" + i);
    }
    assertThat(door.http.connections()).isEqualTo(1);
  }

  @Test
  void connectionCloseIsHonoured() {
    byte[] body = Requests.invocation("cart", "echo", "x").toByteArray();
    client.send(RawClient.post(Requests.INVOKE, "connection: close\r\n", body));
    client.send(Requests.invoke("cart", "echo", "never read"));

    RawClient.Response response = client.read();

    assertThat(Requests.textOf(response)).isEqualTo("x");
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(client.isAtEnd()).isTrue();
    assertThat(door.system.calls).hasSize(1);
  }

  @Test
  void nothingIsReadAfterARequestThatSaidItWasTheLast() {
    byte[] body = Requests.invocation("cart", "later", "x").toByteArray();
    client.send(RawClient.post(Requests.INVOKE, "connection: close\r\n", body));
    client.send(Requests.invoke("cart", "echo", "never read"));
    Awaitility.await().until(() -> door.system.pending.size() == 1);
    try (RawClient other = door.connect()) {
      other.send(RawClient.get("/health")).read();
    }

    door.system.pending.remove().replyTo().reply(Reply.ACCEPTED);

    assertThat(client.read().status()).isEqualTo(200);
    assertThat(client.isAtEnd()).isTrue();
    assertThat(door.system.calls).hasSize(1);
  }

  @Test
  void http10IsAnsweredAndClosedUnlessItAsksOtherwise() {
    client.send("GET /health HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
    assertThat(client.read().header("connection")).isEqualTo("keep-alive");

    client.send("GET /health HTTP/1.0\r\n\r\n");
    RawClient.Response last = client.read();
    assertThat(last.status()).isEqualTo(200);
    assertThat(last.header("connection")).isEqualTo("close");
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void aWholeAddressIsATargetToo() {
    client.send("GET http://proxy:9001/health HTTP/1.1\r\nhost: proxy\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void bytesThatNeedNotBeTextInThePathAreIgnored() {
    byte[] body = Requests.invocation("cart", "echo", "x").toByteArray();
    client.send(
        "POST /api/v1/system/s p/actors/\u00ff \u0080\u00e9?/invoke HTTP/1.1\r\nhost: p\r\n"
            + ("content-length: " + body.length + "\r\n\r\n"));
    client.send(body);

    assertThat(Requests.textOf(client.read())).isEqualTo("x");
  }

  // --- Expect

  @Test
  void aClientThatAsksFirstIsToldToGoOn() {
    byte[] body = Requests.invocation("cart", "echo", "x").toByteArray();
    byte[] head =
        RawClient.request(
            "POST " + Requests.INVOKE,
            "expect: 100-continue\r\ncontent-length: " + body.length + "\r\n",
            new byte[0]);

    assertThat(client.send(head).read().status()).isEqualTo(100);
    assertThat(Requests.textOf(client.send(body).read())).isEqualTo("x");
  }

  @Test
  void aClientThatIsAlreadySendingIsNotToldToGoOn() {
    byte[] body = Requests.invocation("cart", "later", "second").toByteArray();
    client.send(Requests.invoke("cart", "later", "first"));
    client.send(RawClient.post(Requests.INVOKE, "expect: 100-continue\r\n", body));
    Awaitility.await().until(() -> door.system.pending.size() == 2);

    door.system.pending.remove().replyTo().reply(Reply.ACCEPTED);
    assertThat(client.read().status()).isEqualTo(200);
    door.system.pending.remove().replyTo().reply(Reply.ACCEPTED);
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void aClientBehindAnotherRequestIsToldToGoOnInItsTurn() {
    byte[] body = Requests.invocation("cart", "echo", "second").toByteArray();
    client.send(Requests.invoke("cart", "later", "first"));
    client.send(
        RawClient.request(
            "POST " + Requests.INVOKE,
            "expect: 100-continue\r\ncontent-length: " + body.length + "\r\n",
            new byte[0]));
    Awaitility.await().until(() -> door.system.pending.size() == 1);

    door.system.pending.remove().replyTo().reply(Reply.ACCEPTED);

    assertThat(client.read().status()).isEqualTo(200);
    assertThat(client.read().status()).isEqualTo(100);
    assertThat(Requests.textOf(client.send(body).read())).isEqualTo("second");
  }

  @Test
  void aClientThatAsksFirstWithTooMuchOrForNothingIsRefusedAtOnce() {
    String expect = "expect: 100-continue\r\ncontent-length: ";
    byte[] tooMuch =
        RawClient.request("POST " + Requests.INVOKE, expect + "9000000\r\n", new byte[0]);
    byte[] nowhere = RawClient.request("POST /nowhere", expect + "10\r\n", new byte[0]);

    RawClient.Response large = client.send(tooMuch).read();
    assertThat(large.status()).isEqualTo(413);
    assertThat(Requests.answer(large).getStatus().getMessage()).startsWith("BODY_TOO_LARGE");
    assertThat(client.isAtEnd()).isTrue();
    try (RawClient other = door.connect()) {
      assertThat(other.send(nowhere).read().status()).isEqualTo(404);
      assertThat(other.isAtEnd()).isTrue();
    }
  }

  @Test
  void anotherExpectationFails() {
    client.send(RawClient.post(Requests.INVOKE, "expect: wonders\r\n", new byte[0]));
    assertThat(client.read().status()).isEqualTo(417);
  }

  // --- routes that are none

  @Test
  void anUnknownRouteIsAnsweredWithAListAndTheConnectionGoesOn() {
    RawClient.Response browser = client.send(RawClient.get("/nowhere")).read();
    RawClient.Response sdk =
        client.send(RawClient.post("/api/v1/nothing", "", new byte[] {1, 2, 3})).read();

    assertThat(browser.status()).isEqualTo(404);
    assertThat(browser.text()).startsWith("ROUTE_NOT_FOUND: ").contains("GET /health/readiness");
    assertThat(sdk.status()).isEqualTo(404);
    assertThat(Requests.answer(sdk).getStatus().getStatus()).isEqualTo(Status.ERROR);
    assertThat(client.send(RawClient.get("/health")).read().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/system",
        "PUT /api/v1/system/shop/actors/cart/invoke",
        "GET /api/v1/system/shop/actors/cart/invoke",
        "DELETE /api/v1/system/shop/actors/spawn",
        "OPTIONS /api/v1/system/shop/actors/spawn"
      })
  void aWrongMethodIsToldTheRightOne(String line) {
    RawClient.Response response =
        client.send(RawClient.request(line, "content-length: 3\r\n", new byte[3])).read();

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("allow")).isEqualTo("POST");
    assertThat(Requests.answer(response).getStatus().getMessage())
        .startsWith("METHOD_NOT_ALLOWED: this path takes POST");
    assertThat(client.send(RawClient.get("/health")).read().status()).isEqualTo(200);
  }

  @Test
  void aRouteThatIsReadCannotBeWritten() {
    for (String path : new String[] {"/health", "/metrics", "/api/v1/system/a/actors/b"}) {
      RawClient.Response response = client.send(RawClient.post(path, "", new byte[0])).read();
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("allow")).isEqualTo("GET, HEAD");
      assertThat(response.text()).contains("METHOD_NOT_ALLOWED");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "garbage", "*/*"})
  void anotherTypeOfBodyIsRefused(String type) {
    client.send(RawClient.post(Requests.INVOKE, "content-type: " + type + "\r\n", new byte[5]));

    RawClient.Response response = client.read();
    assertThat(response.status()).isEqualTo(415);
    assertThat(Requests.answer(response).getStatus().getMessage())
        .contains(type)
        .contains("application/json");
    assertThat(client.send(RawClient.get("/health")).read().status()).isEqualTo(200);
  }

  // --- doubts about where a request ends

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 5\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 5\r\n",
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: 5, 6\r\n",
        "content-length: +5\r\n",
        "content-length: -5\r\n",
        "content-length: 0x5\r\n",
        "content-length: five\r\n",
        "content-length:\r\n",
        "content-length: 99999999999999999999\r\n",
        "transfer-encoding: gzip, chunked\r\n",
        "transfer-encoding: chunked, chunked\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding : chunked\r\n",
        "transfer-encoding:\u000bchunked\r\n",
        "content-length : 5\r\n",
        "host: other\r\n",
        "no colon\r\n",
        "x: a\rb\r\n",
        "x: a\u0000b\r\n",
        ": empty\r\n"
      })
  void aRequestWithADoubtfulEndIsRefusedAndEndsTheConnection(String headers) {
    client.send("POST " + Requests.INVOKE + " HTTP/1.1\r\nhost: p\r\n" + headers + "\r\n");
    client.send("GET /health HTTP/1.1\r\nhost: p\r\n\r\n");

    RawClient.Response response = client.read();
    assertThat(response.status()).isBetween(400, 501);
    assertThat(response.text()).contains("INVALID_REQUEST");
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(client.isAtEnd()).isTrue();
    assertThat(door.system.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\n",
        "-5\r\nabcde\r\n",
        "5 5\r\nabcde\r\n",
        "5\r\nabcdeX\r\n0\r\n\r\n",
        "fffffffffffffffff\r\n",
        "5\nabcde\n0\n\n"
      })
  void chunksThatAreNoneEndTheConnection(String chunks) {
    client.send(RawClient.request("POST " + Requests.INVOKE, CHUNKED, new byte[0]));
    client.send(chunks);

    assertThat(client.read().status()).isEqualTo(400);
    assertThat(client.isAtEnd()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /health HTTP/3.0\r\nhost: p\r\n\r\n",
        "GET /health\r\n\r\n",
        "GET /health FTP/1.1\r\nhost: p\r\n\r\n",
        "GET /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.1\r\n host: p\r\n\r\n",
        "hello\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"
      })
  void whatIsNotHttp11IsRefused(String request) {
    client.send(request);

    RawClient.Response response = client.read();
    assertThat(response.status()).isIn(400, 505);
    assertThat(response.text()).startsWith("INVALID_REQUEST: ");
    assertThat(client.isAtEnd()).isTrue();
  }

  // --- a client that others wrote

  @Test
  void theJdksClientGetsAlong() throws Exception {
    try (HttpClient jdk = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + door.http.port() + Requests.INVOKE);
      for (int size : new int[] {0, 10, 100_000, 3_000_000}) {
        byte[] body = Requests.invocation("cart", "echo", "x".repeat(size)).toByteArray();
        HttpRequest request =
            HttpRequest.newBuilder(uri)
                .expectContinue(size == 100_000)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<byte[]> response = jdk.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).hasSizeGreaterThan(size);
      }
    }
  }

  @Test
  void theJdksClientReadsWhyItsBodyWasTooLarge() throws Exception {
    try (HttpClient jdk = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + door.http.port() + Requests.INVOKE);
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .version(HttpClient.Version.HTTP_1_1)
              .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[9 << 20]))
              .build();
      HttpResponse<String> response = jdk.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(response.body()).contains("PROXY_HTTP_MAX_BODY_BYTES");
    }
  }
}
