package io.actorproxy.ingress.admin;

import static io.actorproxy.definition.TypeBuilder.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.logs.RecordedLog;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** What the admin API answers, on a real socket. */
final class AdminServerTest {
  private record Response(int status, JsonObject body) {
    String code() {
      return body.get("code").getAsString();
    }
  }

  @Test
  void messagesAreListedPageByPageWithoutTheirContent() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.add(1, MessageKind.SCHEDULE, 3_000);
      admin.add(2, MessageKind.EFFECT, 1_000);
      admin.add(3, MessageKind.SCHEDULE, 2_000);

      Response all = ask(admin, "GET", "messages");
      assertThat(targets(all)).containsExactly("actor2", "actor3", "actor1");
      assertThat(all.body().toString()).doesNotContain("secret");
      assertThat(all.body().has("next")).isFalse();
      JsonObject message = all.body().getAsJsonArray("messages").get(0).getAsJsonObject();
      assertThat(message)
          .hasToString(
              "{\"id\":\"00000000000000000000000000000002\",\"kind\":\"effect\",\"state\":\"waiting\","
                  + "\"target\":{\"system\":\"sys\",\"parent\":\"\",\"name\":\"actor2\"},"
                  + "\"dueAt\":\"1970-01-01T00:00:01Z\",\"attempts\":0,\"failure\":\"\",\"bytes\":6}");

      Response first = ask(admin, "GET", "messages?kind=schedule&limit=1");
      assertThat(targets(first)).containsExactly("actor3");
      String next = first.body().get("next").getAsString();
      assertThat(targets(ask(admin, "GET", "messages?kind=schedule&limit=1&after=" + next)))
          .containsExactly("actor1");
    }
  }

  @Test
  void deadLettersAreCountedBroughtBackAndDiscarded() throws Exception {
    try (Admin admin = new Admin("")) {
      for (int i = 1; i <= 3; i++) {
        MessageId id = admin.add(i, MessageKind.EFFECT, 0);
        admin
            .store
            .messages()
            .record(0, List.of(new Attempt(id, 0, 7, i, "the host is down", true)));
      }

      assertThat(ask(admin, "GET", "messages/counts").body())
          .hasToString(
              "{\"waiting\":{\"effect\":0,\"async\":0,\"schedule\":0},"
                  + "\"dead\":{\"effect\":3,\"async\":0,\"schedule\":0}}");
      Response shown = ask(admin, "GET", "messages/" + new MessageId(0, 1));
      assertThat(shown.body().get("failure").getAsString()).isEqualTo("the host is down");
      assertThat(shown.body().get("state").getAsString()).isEqualTo("dead");
      assertThat(shown.body().has("diedAt")).isTrue();
      assertThat(shown.body().has("dueAt")).isFalse();

      assertThat(ask(admin, "POST", "messages/" + new MessageId(0, 1) + "/redrive").status())
          .isEqualTo(200);
      assertThat(ask(admin, "DELETE", "messages/" + new MessageId(0, 2)).status()).isEqualTo(200);
      assertThat(ask(admin, "DELETE", "messages/" + new MessageId(0, 2)).code())
          .isEqualTo("MESSAGE_NOT_FOUND");
      assertThat(ask(admin, "GET", "messages/dead?code=OTHER").body())
          .hasToString("{\"letters\":1,\"codes\":{\"OTHER\":1}}");
      assertThat(ask(admin, "POST", "messages/discard?code=HOST_CLOSED").body())
          .hasToString("{\"discarded\":0,\"codes\":{}}");
      assertThat(ask(admin, "POST", "messages/redrive?kind=effect").body())
          .hasToString("{\"redriven\":1,\"codes\":{\"OTHER\":1}}");
      assertThat(targets(ask(admin, "GET", "messages?state=dead"))).isEmpty();
      assertThat(targets(ask(admin, "GET", "messages")))
          .containsExactlyInAnyOrder("actor1", "actor3");
    }
  }

  @Test
  void anActorIsRestoredUnderItsWholeName() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.answer = CompletableFuture.completedFuture(4L);
      assertThat(ask(admin, "POST", "actors/s%2F1/a%20b+c/restore?parent=p&revision=5").body())
          .hasToString("{\"restored\":4,\"exact\":false}");
      assertThat(admin.restored).containsExactly("s/1/p/a b+c@5");

      admin.answer =
          CompletableFuture.failedFuture(
              new FailureException(ErrorCode.REVISION_NOT_FOUND, "nothing is that old"));
      Response refused = ask(admin, "POST", "actors/s/a/restore?revision=1");
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.body())
          .hasToString("{\"code\":\"REVISION_NOT_FOUND\",\"message\":\"nothing is that old\"}");
    }
  }

  @Test
  void anActorThatIsKnownWithoutRevisionsHasNoneAndAnUnknownOneIsNotFound() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.registry.register(type("a").build());

      assertThat(ask(admin, "GET", "actors/sys/a/revisions").body())
          .hasToString("{\"revisions\":[]}");
      Response unknown = ask(admin, "GET", "actors/sys/b/revisions");
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.code()).isEqualTo("ACTOR_NOT_FOUND");
    }
  }

  @Test
  void typesAreListedPageByPage() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.registry.register(type("c").unnamed().stateless().build());
      admin.registry.register(type("b").actions("sub", "add").build());
      admin.inMemory.add(ActorId.named("sys", "b"));

      Response first = ask(admin, "GET", "types?limit=1");
      assertThat(first.body())
          .hasToString(
              "{\"types\":[{\"system\":\"sys\",\"name\":\"b\",\"kind\":\"named\",\"stateful\":true,"
                  + "\"inMemory\":true,\"actions\":[\"add\",\"sub\"]}],\"next\":\"sys//b\"}");
      assertThat(ask(admin, "GET", "types?after=sys//b").body())
          .hasToString(
              "{\"types\":[{\"system\":\"sys\",\"name\":\"c\",\"kind\":\"unnamed\","
                  + "\"stateful\":false,\"actions\":[]}]}");
    }
  }

  @Test
  void instancesAreListedPageByPageAndThoseInMemoryAreMarked() throws Exception {
    try (Admin admin = new Admin("")) {
      admin.registry.register(type("cart").unnamed().build());
      admin
          .store
          .lookups()
          .addInstances(
              List.of(new ActorKey("sys", "cart", "a/b"), new ActorKey("sys", "cart", "z")));
      admin.inMemory.add(new ActorId("sys", "cart", "z"));

      Response first = ask(admin, "GET", "actors?limit=1");
      assertThat(first.body())
          .hasToString(
              "{\"actors\":[{\"system\":\"sys\",\"parent\":\"cart\",\"name\":\"a/b\","
                  + "\"inMemory\":false}],\"next\":\"sys/cart/a%2Fb\"}");
      String rest =
          "{\"actors\":[{\"system\":\"sys\",\"parent\":\"cart\",\"name\":\"z\",\"inMemory\":true}]}";
      assertThat(ask(admin, "GET", "actors?after=sys/cart/a%252Fb").body()).hasToString(rest);
      assertThat(ask(admin, "GET", "actors?memory=true").body()).hasToString(rest);
      assertThat(ask(admin, "GET", "actors/sys/z?parent=cart").body())
          .hasToString(
              "{\"system\":\"sys\",\"parent\":\"cart\",\"name\":\"z\",\"inMemory\":true,"
                  + "\"type\":\"cart\",\"kind\":\"unnamed\",\"stateful\":true}");
      assertThat(ask(admin, "GET", "actors/sys/y?parent=cart").code()).isEqualTo("ACTOR_NOT_FOUND");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, messages?limit=0, INVALID_REQUEST",
    "GET, messages?limit=1001, INVALID_REQUEST",
    "GET, messages?limit=ten, INVALID_REQUEST",
    "GET, messages?kind=effects, INVALID_REQUEST",
    "GET, messages?state=alive, INVALID_REQUEST",
    "GET, messages?after=yesterday, INVALID_REQUEST",
    "GET, messages?state=dead&state=waiting, INVALID_REQUEST",
    "POST, messages/redrive?kinds=effect, INVALID_REQUEST",
    "POST, messages/discard?state=dead, INVALID_REQUEST",
    "GET, messages/dead?olderThan=7, INVALID_REQUEST",
    "GET, messages/dead?olderThan=, INVALID_REQUEST",
    "GET, messages/dead?olderThan=-7d, INVALID_REQUEST",
    "GET, messages/dead?diedUntil=soon, INVALID_REQUEST",
    "PUT, messages/discard, METHOD_NOT_ALLOWED",
    "GET, messages/1, INVALID_REQUEST",
    "GET, messages/%zz, INVALID_REQUEST",
    "GET, messages/00000000000000000000000000000009, MESSAGE_NOT_FOUND",
    "POST, actors/s/a/restore, INVALID_REQUEST",
    "POST, actors/s/%00/restore?revision=1, INVALID_REQUEST",
    "GET, actors?after=a/b, INVALID_REQUEST",
    "GET, actors?memory=yes, INVALID_REQUEST",
    "GET, actors?memory=true&after=a/b/c, INVALID_REQUEST",
    "POST, actors/s/a, METHOD_NOT_ALLOWED",
    "POST, types, METHOD_NOT_ALLOWED",
    "GET, status?all=true, INVALID_REQUEST",
    "POST, cluster, METHOD_NOT_ALLOWED",
    "GET, cluster/members, ROUTE_NOT_FOUND",
    "POST, messages, METHOD_NOT_ALLOWED",
    "GET, nothing, ROUTE_NOT_FOUND",
    "GET, '', ROUTE_NOT_FOUND",
  })
  void whatCannotBeMeantIsRefused(String method, String path, String code) throws Exception {
    try (Admin admin = new Admin("")) {
      assertThat(ask(admin, method, path).code()).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Authorization: Bearer wrong", "Authorization: Bearer", "Authorization: s3"})
  void withoutTheTokenNothingIsTold(String header) throws Exception {
    try (Admin admin = new Admin("s3")) {
      Response response = ask(admin, "GET", "messages", header);

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.code()).isEqualTo("UNAUTHENTICATED");
      assertThat(response.body().toString()).doesNotContain("s3");
    }
  }

  @Test
  void withTheTokenEverythingIs() throws Exception {
    try (Admin admin = new Admin("s3")) {
      assertThat(ask(admin, "GET", "messages", "Authorization: bearer s3").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Origin: http://evil.example", "Host: evil.example:9090"})
  void whereThereIsNoTokenWebPagesAreRefused(String header) throws Exception {
    try (Admin admin = new Admin("")) {
      assertThat(ask(admin, "POST", "messages/redrive", header).code())
          .isEqualTo("UNAUTHENTICATED");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host: localhost:9090", "Host: LocalHost", "Host: [::1]:1", "Host: 127.0.0.1"})
  void aClientOnThisMachineIsServed(String header) throws Exception {
    try (Admin admin = new Admin("")) {
      assertThat(ask(admin, "GET", "messages", header).status()).isEqualTo(200);
    }
  }

  @Test
  void moreRequestsThanAllowedAreToldSo() throws Exception {
    try (Admin admin = new Admin("", 1)) {
      CountDownLatch answer = new CountDownLatch(1);
      CountDownLatch asked = new CountDownLatch(1);
      admin.whenAsked =
          () -> {
            asked.countDown();
            answer.await();
            return null;
          };
      Thread first =
          Thread.startVirtualThread(
              () -> assertDoesNotThrow(() -> ask(admin, "POST", "actors/s/a/restore?revision=1")));
      asked.await();

      Response second = ask(admin, "GET", "messages");
      assertThat(second.status()).isEqualTo(503);
      assertThat(second.code()).isEqualTo("OVERLOADED");

      answer.countDown();
      first.join();
      await().until(() -> ask(admin, "GET", "messages").status() == 200);
    }
  }

  @Test
  void theTokenIsInNoLineOfTheLog() throws Exception {
    String token = "Authorization: Bearer open-sesame";
    try (Admin admin = new Admin("open-sesame", 1);
        var log = new RecordedLog("io.actorproxy", Level.TRACE)) {
      admin.whenAsked = () -> ask(admin, "GET", "messages?kind=all", token);

      assertThat(ask(admin, "POST", "actors/s/a/restore?revision=1", token).status())
          .isEqualTo(200);
      await().until(() -> ask(admin, "GET", "messages", token + "s").status() == 401);
      await().until(() -> ask(admin, "GET", "nothing", token).status() == 404);

      assertThat(log.lines())
          .noneMatch(line -> line.contains("open-sesame"))
          .anyMatch(line -> line.startsWith("DEBUG GET /admin/v1/messages?kind=all failed: OVER"));
    }
  }

  @Test
  void aPlaceIsGivenBackWhenTheWorkEndsAndNotWhenItsClientLeaves() throws Exception {
    try (Admin admin = new Admin("", 1)) {
      CountDownLatch answer = new CountDownLatch(1);
      CountDownLatch asked = new CountDownLatch(1);
      admin.whenAsked =
          () -> {
            asked.countDown();
            answer.await();
            return null;
          };
      try (Socket client = new Socket("127.0.0.1", admin.port())) {
        client
            .getOutputStream()
            .write(
                "POST /admin/v1/actors/s/a/restore?revision=1 HTTP/1.1\r\nhost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        asked.await();
        // A client that only sends no more may still wait for its answer.
        client.setSoLinger(true, 0);
      }
      await().until(() -> admin.connections() == 0);

      assertThat(ask(admin, "GET", "messages").code()).isEqualTo("OVERLOADED");

      answer.countDown();
      await().until(() -> ask(admin, "GET", "messages").status() == 200);
    }
  }

  @Test
  void connectionsThatAskNothingBlockNothing() throws Exception {
    try (Admin admin = new Admin("", 1)) {
      List<Socket> idle = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        idle.add(new Socket("127.0.0.1", admin.port()));
      }

      assertThat(ask(admin, "GET", "messages").status()).isEqualTo(200);
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void requestsThatAreSentInPartKeepNoOperatorOut() throws Exception {
    try (Admin admin = new Admin("", 1)) {
      List<Socket> half = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        Socket socket = new Socket("127.0.0.1", admin.port());
        socket
            .getOutputStream()
            .write(
                "GET /admin/v1/messages HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        half.add(socket);
      }

      assertThat(ask(admin, "GET", "messages").status()).isEqualTo(200);
      for (Socket socket : half) {
        socket.close();
      }
    }
  }

  @Test
  void headIsAnsweredWithTheHeadersOfGetAndNoBody() throws Exception {
    try (Admin admin = new Admin("")) {
      String get = exchange(admin, "GET /admin/v1/messages HTTP/1.1\r\n\r\n");
      String head = exchange(admin, "HEAD /admin/v1/messages HTTP/1.1\r\n\r\n");

      assertThat(head).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\n");
      assertThat(get).startsWith(head);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, messages, 'GET, HEAD'",
    "PUT, messages/00000000000000000000000000000009, 'DELETE, GET, HEAD'",
    "GET, messages/00000000000000000000000000000009/redrive, POST",
    "POST, actors/s/a/revisions, 'GET, HEAD'",
    "GET, actors/s/a/restore, POST",
  })
  void aWrongMethodIsToldTheRightOnes(String method, String path, String allow) throws Exception {
    try (Admin admin = new Admin("")) {
      String answer = exchange(admin, method + " /admin/v1/" + path + " HTTP/1.1\r\n\r\n");
      assertThat(answer)
          .startsWith("HTTP/1.1 405 ")
          .containsIgnoringCase("allow: " + allow + "\r\n")
          .contains("METHOD_NOT_ALLOWED");
    }
  }

  @Test
  void requestLinesAndHeadersHaveALimit() throws Exception {
    try (Admin admin = new Admin("")) {
      assertThat(send(admin, "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n").code())
          .isEqualTo("HEADERS_TOO_LARGE");
      assertThat(ask(admin, "GET", "messages", "X: " + "a".repeat(10_000)).code())
          .isEqualTo("HEADERS_TOO_LARGE");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /admin/v1/status HTTP/1.1, X: 1, 400",
    "GET /admin/v1/status HTTP/1.1, Host: a|Host: b, 400",
    "GET /admin/v1/status HTTP/1.2x, Host: a, 400",
    "GET /admin/v1/status HTTP/2.0, Host: a, 505",
    "POST /admin/v1/messages/redrive HTTP/1.1, Host: a|Expect: tea, 417",
    "POST /admin/v1/messages/redrive HTTP/1.1, 'Host: a|Transfer-Encoding: gzip, chunked', 501",
    "POST /admin/v1/messages/redrive HTTP/1.1, Host: a|Content-Length: 1|Content-Length: 2, 400",
    "POST /admin/v1/messages/redrive HTTP/1.1, Host: a|Content-Length: 1000000, 413",
  })
  void aRequestThatIsNotFramedByTheRulesIsRefusedAsAtTheFrontDoor(
      String line, String headers, int status) throws Exception {
    try (Admin admin = new Admin("")) {
      String answer =
          exchangeAsIs(admin, line + "\r\n" + headers.replace("|", "\r\n") + "\r\n\r\n");

      assertThat(answer)
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("\r\ncontent-type: application/json\r\n")
          .contains("\r\ncache-control: no-store\r\n")
          .contains("{\"code\":");
    }
  }

  @Test
  void aRequestThatDoesNotArriveInTimeIsToldSo() throws Exception {
    try (Admin admin = new Admin("", 1, Duration.ofMillis(50));
        Socket client = new Socket("127.0.0.1", admin.port())) {
      client.setSoTimeout(20_000);
      client.getOutputStream().write("GET /adm".getBytes(StandardCharsets.US_ASCII));
      // Answered by the only loop there is, so the bytes before were read.
      ask(admin, "GET", "status");
      admin.time.advanceMillis(51);

      assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 408 ")
          .contains("REQUEST_TIMEOUT");
    }
  }

  private static List<String> targets(Response response) {
    List<String> names = new ArrayList<>();
    for (JsonElement message : response.body().getAsJsonArray("messages")) {
      names.add(message.getAsJsonObject().getAsJsonObject("target").get("name").getAsString());
    }
    return names;
  }

  private static Response ask(Admin admin, String method, String path) throws IOException {
    return ask(admin, method, path, "");
  }

  private static Response ask(Admin admin, String method, String path, String header)
      throws IOException {
    String more = header.isEmpty() ? "" : header + "\r\n";
    return send(admin, method + " /admin/v1/" + path + " HTTP/1.1\r\n" + more + "\r\n");
  }

  private static Response send(Admin admin, String request) throws IOException {
    String response = exchange(admin, request);
    int status = Integer.parseInt(response.substring(9, 12));
    String body = response.substring(response.indexOf("\r\n\r\n"));
    return new Response(status, JsonParser.parseString(body).getAsJsonObject());
  }

  /** Sends the request, with a Host header if it has none. */
  private static String exchange(Admin admin, String request) throws IOException {
    String whole =
        request.contains("Host:")
            ? request
            : request.replaceFirst("\r\n", "\r\nHost: localhost\r\n");
    return exchangeAsIs(admin, whole);
  }

  private static String exchangeAsIs(Admin admin, String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", admin.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
