package io.actorproxy.ingress.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import io.actorproxy.http.ResponseReader.Response;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.invocation.Call;
import io.actorproxy.loops.Transport;
import io.actorproxy.memory.MemoryBudget;
import io.actorproxy.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Large bodies in JSON and gzip, which are worked on beside the event loops. */
class OffloadTest {
  private static final Executor CLIENTS = Thread::startVirtualThread;
  private static final String JSON = "content-type: application/json\r\n";

  /** A list of numbers: the most work for each byte. */
  private static byte[] list(String actor, int numbers) {
    return list(actor, "echo", numbers);
  }

  private static byte[] list(String actor, String action, int numbers) {
    String json =
        "{\"actor\": {\"id\": {\"name\": \""
            + actor
            + "\", \"system\": \"shop\"}}, \"actionName\": \""
            + action
            + "\", \"value\": {\"@type\": \"x/google.protobuf.ListValue\", \"value\": [1.234567"
            + ",1.234567".repeat(numbers)
            + "]}}";
    return json.getBytes(US_ASCII);
  }

  private static byte[] post(String actor, int numbers) {
    return RawClient.post(Requests.INVOKE.replace("cart", actor), JSON, list(actor, numbers));
  }

  private static int statusOf(Door door, byte[] request) {
    try (RawClient client = door.connect().patient()) {
      return client.send(request).read().status();
    }
  }

  @Test
  void largeBodiesDoNotKeepOthersWaiting() throws Exception {
    byte[] request = post("cart", 700_000);
    assertThat(request.length).isGreaterThan(6 << 20);
    List<Long> nanos = new ArrayList<>();
    List<CompletableFuture<Integer>> statuses = new ArrayList<>();
    try (Door door = Door.open()) {
      for (int i = 0; i < 8; i++) {
        statuses.add(CompletableFuture.supplyAsync(() -> statusOf(door, request), CLIENTS));
      }
      // One connection on each loop.
      try (RawClient one = door.connect().patient();
          RawClient two = door.connect().patient()) {
        while (!statuses.stream().allMatch(CompletableFuture::isDone)) {
          for (RawClient probe : List.of(one, two)) {
            long start = System.nanoTime();
            probe.send(RawClient.get("/health/liveness")).read();
            nanos.add(System.nanoTime() - start);
          }
        }
      }
    }
    Collections.sort(nanos);
    long millis = nanos.get(nanos.size() * 99 / 100) / 1_000_000;
    System.out.println("p99 of " + nanos.size() + " probes: " + millis + " ms");
    assertThat(statuses).hasSize(8).allSatisfy(status -> assertThat(status.join()).isEqualTo(200));
    // A tenth of that is usual; on the event loops one body alone took more.
    assertThat(millis).isLessThan(500);
  }

  @Test
  void theBodyOfANeighbourIsReadBeforeThoseOfTwentyClientsWithLargeOnes() throws Exception {
    MemoryBudget memory = new MemoryBudget(1 << 30, 0);
    CountDownLatch released = new CountDownLatch(1);
    byte[] large = list("large", "later", 350_000);
    byte[] ofNeighbour = list("neighbour", "later", 2_500);
    assertThat(large.length).isGreaterThan(3 << 20);
    assertThat(ofNeighbour.length).isBetween(20 << 10, 24 << 10);
    HttpConfig config = new Door.Limits().config();
    Ops ops = new Ops(List.of(), null);
    try (Door door = new Door(config, ops, Transport.open(1), TimeSource.SYSTEM, memory)) {
      // The only thread that reads bodies is busy.
      door.offload.runForRequest(this, large.length, () -> awaitUnchecked(released));
      for (int i = 0; i < 20; i++) {
        door.connect().send(RawClient.post(Requests.INVOKE, JSON, large));
      }
      await().until(() -> memory.used() >= 20L * large.length);
      long before = memory.used();
      door.connect().send(RawClient.post(Requests.INVOKE, JSON, ofNeighbour));
      await().until(() -> memory.used() >= before + ofNeighbour.length);

      released.countDown();
      await().until(() -> door.system.calls.stream().anyMatch(OffloadTest::isOfNeighbour));

      // It may have come a moment after the thread began with another.
      assertThat(door.system.calls.stream().takeWhile(call -> !isOfNeighbour(call)).count())
          .isLessThanOrEqualTo(1);
    }
  }

  private static boolean isOfNeighbour(Call call) {
    return call.name().equals("neighbour");
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLargeBodyThatOverflowsTheStackIsAnsweredAndGivesItsMemoryBack() {
    String name = "x".repeat(100_000);
    byte[] json = "{\"actorSystem\":{\"name\":\"%s\"}}".formatted(name).getBytes(US_ASCII);
    byte[] request = RawClient.post("/api/v1/system", JSON, json);
    // Enough for two, since a body may still be counted when its client has the answer.
    try (Door door = Door.open(limits -> limits.bufferedBytes = 500_000)) {
      door.system.overflowsStack = true;
      for (int i = 0; i < 10; i++) {
        assertThat(statusOf(door, request)).isEqualTo(500);
      }

      door.system.overflowsStack = false;
      assertThat(statusOf(door, request)).isEqualTo(200);
    }
  }

  @Test
  void moreBodiesThanMayWaitAreRefused() throws Exception {
    byte[] request = post("cart", 700_000);
    ConcurrentLinkedQueue<Response> answers = new ConcurrentLinkedQueue<>();
    try (Door door = Door.open(limits -> limits.codecQueue = 1)) {
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        clients.add(
            Thread.startVirtualThread(
                () -> {
                  try (RawClient client = door.connect().patient()) {
                    answers.add(client.send(request).read());
                    assertThat(client.send(RawClient.get("/health")).read().status())
                        .isEqualTo(200);
                  }
                }));
      }
      for (Thread client : clients) {
        client.join();
      }
    }
    assertThat(answers).hasSize(6);
    assertThat(answers).anyMatch(answer -> answer.status() == 200);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 200)
        .isNotEmpty()
        .allSatisfy(
            answer ->
                assertThat(answer.text())
                    .containsAnyOf("OVERLOADED: ", "ANSWER_DISCARDED: ")
                    .contains("too many bodies of about this size wait")
                    .contains("PROXY_HTTP_CODEC_QUEUE"));
  }

  @Test
  void requestsOfOneConnectionKeepTheirOrder() {
    try (Door door = Door.open();
        RawClient client = door.connect().patient()) {
      for (int i = 0; i < 3; i++) {
        client.send(post("large" + i, 100_000)).send(Requests.invoke("small" + i, "echo", "x"));
      }
      for (int i = 0; i < 3; i++) {
        assertThat(client.read().header("content-type")).isEqualTo("application/json");
        assertThat(Requests.textOf(client.read())).isEqualTo("x");
      }
      assertThat(door.system.calls)
          .extracting(Call::name)
          .containsExactly("large0", "small0", "large1", "small1", "large2", "small2");
    }
  }

  @Test
  void nothingIsDoneForAClientThatHasGone() {
    AtomicInteger done = new AtomicInteger();
    try (Door door = Door.open()) {
      List<RawClient> before = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        before.add(door.connect().patient().send(post("before", 700_000)));
      }
      door.connect().patient().send(post("gone", 700_000)).reset();
      before.forEach(client -> done.addAndGet(client.read().status() / 200));
      before.forEach(RawClient::close);
      await().until(() -> door.http.connections() == 0);

      try (RawClient last = door.connect().patient()) {
        last.send(post("last", 100_000)).read();
      }
      assertThat(done).hasValue(4);
      assertThat(door.system.calls).extracting(Call::name).doesNotContain("gone").contains("last");
    }
  }

  @Test
  void aLargeBodyInGzipThatIsAnsweredInGzipIsWholeAgain() throws IOException {
    byte[] body = list("cart", 100_000);
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(body);
    }
    try (Door door = Door.open();
        RawClient client = door.connect().patient()) {
      Response response =
          client
              .send(
                  RawClient.post(
                      Requests.INVOKE,
                      JSON + "content-encoding: gzip\r\naccept-encoding: gzip\r\n",
                      zipped.toByteArray()))
              .read();

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("content-encoding")).isEqualTo("gzip");
      String text = GzipTest.unzip(response).text();
      assertThat(
              JsonParser.parseString(text)
                  .getAsJsonObject()
                  .getAsJsonObject("value")
                  .getAsJsonArray("value"))
          .hasSize(100_001);
    }
  }

  @Test
  void largeJsonThatIsWrongSaysSo() {
    try (Door door = Door.open();
        RawClient client = door.connect().patient()) {
      byte[] wrong = ("{\"actionName\": \"" + "x".repeat(50_000)).getBytes(US_ASCII);

      Response response = client.send(RawClient.post(Requests.INVOKE, JSON, wrong)).read();

      assertThat(response.status()).isEqualTo(400);
      assertThat(response.text()).contains("a string does not end");
      assertThat(client.send(RawClient.get("/health")).read().status()).isEqualTo(200);
    }
  }
}
