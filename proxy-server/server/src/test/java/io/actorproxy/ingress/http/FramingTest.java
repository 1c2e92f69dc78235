package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import io.actorproxy.http.ResponseReader.Response;
import io.actorproxy.invocation.Call;
import io.actorproxy.invocation.Reply;
import io.spawn.InvocationRequest;
import io.spawn.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest extends WithDoor {
  private static final String CHUNKED = "transfer-encoding: chunked\r\n";

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

  @ParameterizedTest
  @CsvSource({"x: y, 200", "content-length: 3, 200", "a b: x, 400"})
  void trailersAreDroppedAndThoseThatAreNoneAreRefused(String trailer, int status) {
    client.send(RawClient.request("POST " + Requests.INVOKE, CHUNKED, new byte[0]));
    byte[] body = Requests.invocation("cart", "echo", "x").toByteArray();
    client.send(Integer.toHexString(body.length) + "\r\n");
    client.send(body).send("\r\n0\r\n" + trailer + "\r\n more\r\n\r\n");

    assertThat(client.read().status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "'\t x: y', a line begins with a blank",
    "'a b: x', behind the body",
    "': x', behind the body",
    "'x', behind the body"
  })
  void aTrailerThatCannotBeReadIsToldSo(String trailer, String reason) {
    client.send(RawClient.request("POST " + Requests.INVOKE, CHUNKED, new byte[0]));
    client.send("1\r\nx\r\n0\r\n" + trailer + "\r\n\r\n");

    Response response = client.read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains(reason).doesNotContain("in chunks", "request line");
    assertThat(client.isAtEnd()).isTrue();
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

    Response response = client.read();

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
    Response last = client.read();
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

    Response large = client.send(tooMuch).read();
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.text()).contains("BODY_TOO_LARGE");
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
    Response browser = client.send(RawClient.get("/nowhere")).read();
    Response sdk = client.send(RawClient.post("/api/v1/nothing", "", new byte[] {1, 2, 3})).read();

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
    String headers = RawClient.PROTOBUF + "content-length: 3\r\n";
    Response response = client.send(RawClient.request(line, headers, new byte[3])).read();

    String allowed = line.endsWith("spawn") ? "GET, HEAD, POST" : "POST";
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("allow")).isEqualTo(allowed);
    assertThat(Requests.answer(response).getStatus().getMessage())
        .startsWith("METHOD_NOT_ALLOWED: this path takes " + allowed);
    assertThat(client.send(RawClient.get("/health")).read().status()).isEqualTo(200);
  }

  @Test
  void aRouteThatIsReadCannotBeWritten() {
    for (String path : new String[] {"/health", "/metrics", "/api/v1/system/a/actors/b"}) {
      Response response = client.send(RawClient.post(path, "", new byte[0])).read();
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("allow")).isEqualTo("GET, HEAD");
      assertThat(response.text()).contains("METHOD_NOT_ALLOWED");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "garbage", "*/*"})
  void anotherTypeOfBodyIsRefused(String type) {
    client.send(RawClient.post(Requests.INVOKE, "content-type: " + type + "\r\n", new byte[5]));

    Response response = client.read();
    assertThat(response.status()).isEqualTo(415);
    assertThat(response.header("content-type")).isEqualTo("application/json");
    assertThat(response.text()).contains(type).contains("application/json");
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

    Response response = client.read();
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

    Response response = client.read();
    assertThat(response.status()).isIn(400, 505);
    assertThat(response.text()).startsWith("INVALID_REQUEST: ");
    assertThat(client.isAtEnd()).isTrue();
  }

  // --- what RFC 9110 and RFC 9112 say

  @ParameterizedTest
  @ValueSource(
      strings = {
        "u@a", "a/b", "a, b", "a b", "a:b", "a:1:2", "[::1", "[::g]", "a?b", "a#b", "\u00e9"
      })
  void aHostThatIsNoNameAndPortIsRefused(String host) {
    client.send("GET /health HTTP/1.1\r\nhost: " + host + "\r\n\r\n");

    Response response = client.read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("exactly one Host header");
    assertThat(client.isAtEnd()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\n b", "a\r\n\tx-b: c", "a b"})
  void aHostThatIsContinuedOnTheNextLineIsToldSo(String host) {
    client.send("GET /health HTTP/1.1\r\nhost: " + host + "\r\n\r\n");

    Response response = client.read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("the line behind it begins with a blank");
  }

  @Test
  void aHostThatIsNotThereIsToldNothingOfBlanks() {
    client.send("GET /health HTTP/1.1\r\n\r\n");
    assertThat(client.read().text()).contains("exactly one Host header").doesNotContain("blank");
  }

  @ParameterizedTest
  @ValueSource(strings = {" x: a\r\nhost: p", "\thost: p", " host: p\r\nhost: p"})
  void aLineThatContinuesNoHeaderIsToldSo(String lines) {
    client.send("GET /health HTTP/1.1\r\n" + lines + "\r\n\r\n");

    Response response = client.read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.text()).contains("there is no header that it could continue");
    assertThat(client.isAtEnd()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "my_proxy:9001", "127.0.0.1:9001", "[::1]:9001", "a.b.c.:", "A%20b"})
  void aHostMayBeANameOrAnAddressWithAPort(String host) {
    client.send("GET /health HTTP/1.1\r\nhost: " + host + "\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http/1.1",
        "HTTP/01.01",
        "HTTP/1.10",
        "HTTP/1",
        "HTTP/1.1x",
        "HTTP/1,1",
        "Http/1.1"
      })
  void aVersionIsTwoDigitsAfterHttp(String version) {
    client.send("GET /health " + version + "\r\nhost: p\r\n\r\n");

    assertThat(client.read().status()).isIn(400, 505);
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void aLaterMinorVersionIsReadAsHttp11() {
    client.send("GET /health HTTP/1.2\r\nhost: p\r\n\r\n");
    assertThat(client.read().header("connection")).isEmpty();
  }

  @Test
  void everyAnswerHasADate() {
    for (String target : new String[] {"/health", "/nowhere", "/api/v1/system"}) {
      String date = client.send(RawClient.get(target)).read().header("date");

      Instant said = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
      assertThat(Duration.between(said, Instant.now()))
          .isBetween(Duration.ZERO, Duration.ofSeconds(20));
      assertThat(date)
          .matches("[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
    }
    client.send("hello\r\n\r\n");
    assertThat(client.read().header("date")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\u0000", "\r\r\n", " ", "\t", "\u000b", "\r\n\n"})
  void onlyEmptyLinesMayComeBeforeARequest(String before) {
    client.send(before + "GET /health HTTP/1.1\r\nhost: p\r\n\r\n");

    assertThat(client.read().status()).isEqualTo(400);
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void emptyLinesBeforeARequestArePassedOver() {
    String health = "GET /health HTTP/1.1\r\nhost: p\r\n\r\n";
    assertThat(client.send("\r\n" + health).read().status()).isEqualTo(200);
    client.send("\r").send("\n").send("\r\n\r\n" + health);
    assertThat(client.read().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\u0001", "\u001b", "\u007f"})
  void aControlCharacterInTheTargetIsRefused(String character) {
    client.send("GET /api/v1/system/a/actors/b" + character + "c HTTP/1.1\r\nhost: p\r\n\r\n");

    Response response = client.read();
    assertThat(response.status()).isEqualTo(400);
    assertThat(client.isAtEnd()).isTrue();
  }

  @Test
  void typesOnRepeatedLinesHaveToAgree() {
    byte[] json = "{}".getBytes(StandardCharsets.US_ASCII);
    String asJson = "content-type: application/json\r\n";

    client.send(RawClient.post(Requests.INVOKE, asJson + RawClient.PROTOBUF, json));
    assertThat(client.read().status()).isEqualTo(415);
    client.send(RawClient.post(Requests.INVOKE, asJson + asJson, json));
    assertThat(client.read().text()).contains("action_name is empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | application/json",
        "application/json;q=0 | application/octet-stream",
        "application/octet-stream, application/json | application/octet-stream",
        "application/octet-stream;q=0.5, application/json;q=0.6 | application/json",
        "application/octet-stream;q=0, application/json;q=0.1 | application/json",
        "application/json, text/plain, */* | application/json",
        "*/* | application/octet-stream",
        "text/html | application/octet-stream"
      })
  void theAnswerHasTheFormThatIsAcceptedMost(String accept, String type) {
    byte[] body = Requests.invocation("cart", "echo", "x").toByteArray();
    for (String lines : new String[] {accept, accept.replace(", ", "\r\naccept: ")}) {
      client.send(RawClient.post(Requests.INVOKE, "accept: " + lines + "\r\n", body));
      assertThat(client.read().header("content-type")).isEqualTo(type);
    }
  }

  @Test
  void aChunkThatIsNoneIsExplainedInOurWords() {
    client.send(
        RawClient.request("POST " + Requests.INVOKE, RawClient.PROTOBUF + CHUNKED, new byte[0]));
    client.send("-5\r\nabcde\r\n");

    assertThat(Requests.answer(client.read()).getStatus().getMessage())
        .startsWith("INVALID_REQUEST: the body is not in chunks: each is its size");
  }

  @Test
  void theLineOfAChunkThatIsTooLongIsNoRequestLine() {
    client.send(
        RawClient.request("POST " + Requests.INVOKE, RawClient.PROTOBUF + CHUNKED, new byte[0]));
    client.send("5;" + "x".repeat(20_000) + "\r\n");

    assertThat(Requests.answer(client.read()).getStatus().getMessage())
        .contains("the line that begins a chunk is longer than 16384 bytes");
  }

  // --- the form of failures

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /api/v1/nothing | 404",
        "PUT /api/v1/system/shop/actors/cart/invoke | 405",
        "POST /health | 405",
        "DELETE /api/v1/system/shop/actors/cart | 405",
        "GET /api/v1/system/shop/actors/nobody | 404",
        "GET /nowhere | 404"
      })
  void aFailureHasTheFormThatWasAskedFor(String line, int status) {
    client.send(RawClient.request(line, "accept: application/octet-stream\r\n", new byte[0]));
    Response protobuf = client.read();
    assertThat(protobuf.status()).isEqualTo(status);
    assertThat(Requests.answer(protobuf).getStatus().getMessage()).isNotEmpty();

    client.send(RawClient.request(line, "accept: application/json\r\n", new byte[0]));
    Response json = client.read();
    assertThat(json.status()).isEqualTo(status);
    assertThat(JsonParser.parseString(json.text()).isJsonObject()).isTrue();

    client.send(RawClient.request(line, "accept: */*\r\n", new byte[0]));
    assertThat(client.read().header("content-type")).doesNotContain("octet");
  }

  @Test
  void aFailureHasTheFormOfItsRequestIfNoneWasAskedFor() {
    for (String headers :
        new String[] {
          RawClient.PROTOBUF + "expect: wonders\r\n",
          RawClient.PROTOBUF + "content-length: 9000000\r\n",
          RawClient.PROTOBUF + "x: " + "x".repeat(40_000) + "\r\n",
          RawClient.PROTOBUF + "content-encoding: br\r\n",
          "x: " + "x".repeat(40_000) + "\r\n" + RawClient.PROTOBUF
        }) {
      try (RawClient other = door.connect()) {
        other.send(RawClient.request("POST " + Requests.INVOKE, headers, new byte[0]));
        assertThat(Requests.answer(other.read()).getStatus().getStatus()).isEqualTo(Status.ERROR);
      }
    }
  }

  @Test
  void aPersonIsNotAnsweredInProtobuf() {
    String form = "content-type: application/x-www-form-urlencoded\r\naccept: */*\r\n";
    client.send(RawClient.post(Requests.INVOKE, form, new byte[] {'a'}));
    assertThat(client.read().header("content-type")).isEqualTo("application/json");

    client.send(RawClient.request("POST " + Requests.INVOKE, "accept: */*\r\n", new byte[0]));
    Response nothing = client.read();
    assertThat(nothing.status()).isEqualTo(400);
    assertThat(nothing.header("content-type")).isEqualTo("application/json");
  }

  // --- names in the path

  @Test
  void theStateOfAnActorNamedSpawnCanBeRead() {
    door.system.states.put("shop||spawn", ByteString.EMPTY);

    assertThat(client.send(RawClient.get(Requests.SPAWN)).read().status()).isEqualTo(200);
  }

  @Test
  void namesThatTheBodyLeavesOutAreThoseOfThePath() {
    byte[] body = InvocationRequest.newBuilder().setActionName("echo").build().toByteArray();

    client.send(RawClient.post("/api/v1/system/my%20shop/actors/a%2Fb/invoke", "", body));

    assertThat(client.read().status()).isEqualTo(200);
    Call call = door.system.calls.remove();
    assertThat(call.system()).isEqualTo("my shop");
    assertThat(call.name()).isEqualTo("a/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop/actors/other", "other/actors/cart", "my shop/actors/cart"})
  void theBodyDecidesWhichActorIsCalledWhateverThePathNames(String names) {
    byte[] body = Requests.invocation("cart", "echo").toByteArray();

    client.send(RawClient.post("/api/v1/system/" + names + "/invoke", "", body));

    assertThat(client.read().status()).isEqualTo(200);
    Call call = door.system.calls.remove();
    assertThat(call.system()).isEqualTo("shop");
    assertThat(call.name()).isEqualTo("cart");
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
