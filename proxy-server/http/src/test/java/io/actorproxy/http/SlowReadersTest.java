package io.actorproxy.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.http.ServerHarness.Client;
import io.actorproxy.time.ManualTime;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A response that its client has not read to the end is work that is under way. */
final class SlowReadersTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(100);

  private final ManualTime time = new ManualTime();

  /** A client that has asked for more than it can take without reading, and does not read it. */
  private static Client slow(ServerHarness server, String path, String headers) throws Exception {
    Client client = server.connect().ask(path, headers);
    server.answer(ServerHarness.LARGE);
    return client.awaitResponse();
  }

  private static void assertReadsAll(Client client) throws IOException {
    assertThat(client.read().body()).hasSize(ServerHarness.LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "connection: close\r\n"})
  void atTheLimitItsConnectionKeepsItsPlace(String headers) throws Exception {
    try (ServerHarness server = new ServerHarness(1, LONG, LONG, time);
        Client slow = slow(server, "/", headers);
        Client late = server.connect()) {
      time.advanceMillis(10_000);

      assertThat(late.ask("/", "").read().status()).isEqualTo(503);

      assertReadsAll(slow);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "connection: close\r\n"})
  void aClientThatReadsNothingForTheRequestTimeoutIsCutOff(String headers) throws Exception {
    try (ServerHarness server = new ServerHarness(1, SHORT, LONG, time);
        Client _ = slow(server, "/", headers)) {
      await()
          .until(
              () -> {
                time.advanceMillis(SHORT.toMillis() + 1);
                return server.admission.connections() == 0;
              });

      assertThat(server.admission.hasPlace()).isTrue();
    }
  }

  @Test
  void aClientThatReadsIsNotIdle() throws Exception {
    try (ServerHarness server = new ServerHarness(2, LONG, SHORT, time);
        Client slow = slow(server, "/", "")) {
      time.advanceMillis(SHORT.toMillis() + 1);
      try (Client _ = server.connect()) {
        server.awaitConnections(2);
        time.advanceMillis(SHORT.toMillis() + 1);
        // The idle one begins later, so the slow one is looked at before.
        server.awaitConnections(1);
      }

      assertReadsAll(slow);
      // It is idle from when the server has noticed that the last byte is written.
      server.awaitConnections(0, () -> time.advanceMillis(SHORT.toMillis() + 1));
    }
  }

  @Test
  void aClientThatSendsNoMoreReadsToTheEnd() throws Exception {
    try (ServerHarness server = new ServerHarness(1, LONG, LONG, time);
        Client slow = slow(server, "/", "").shutdownOutput()) {
      assertReadsAll(slow);
      assertThat(slow.isAtEnd()).isTrue();
      server.awaitConnections(0);
    }
  }

  @Test
  void aStopWaitsForClientsThatStillRead() throws Exception {
    try (ServerHarness server = new ServerHarness(1, LONG, LONG, time);
        Client slow = slow(server, "/", "")) {
      server.drain();

      assertReadsAll(slow);
      server.awaitConnections(0, () -> time.advanceMillis(200));
      assertThat(slow.isAtEnd()).isTrue();
    }
  }

  @Test
  void aProbeBeyondTheLimitIsClosedWhetherItsClientReadsOrNot() throws Exception {
    try (ServerHarness server = new ServerHarness(1, LONG, LONG, time);
        Client busy = server.connect().ask("/", "")) {
      Exchange<?> work = server.nextAsked();
      try (Client _ = slow(server, "/health", "")) {
        assertThat(server.admission.connections()).isEqualTo(2);
        await().atMost(Duration.ofSeconds(20)).until(() -> server.admission.connections() == 1);
      }
      ServerHarness.answer(work, "done");
      assertThat(busy.read().text()).isEqualTo("done");
    }
  }
}
