package io.actorproxy.host;

import static io.actorproxy.host.RawHost.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.invocation.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A large answer of the host is read when there is memory for it, and not before. */
final class AnswersFindRoomTest extends WithRawHost {
  private static final int ALL = 2 << 20;
  private static final String LARGE = "x".repeat(MAX_REPLY_BYTES - 10);

  @Test
  void anAnswerWaitsForMemoryAndThenComesWhole() {
    ClientHarness client = startAnswering(ok(LARGE));
    client.memory.take(ALL);

    Outcome outcome = client.call("a request");
    await().until(() -> client.memory.waiting() == 1);
    assertThat(outcome.isDone()).isFalse();
    client.memory.release(ALL);

    assertThat(outcome.answer()).isEqualTo(LARGE);
    assertNothingIsTaken(client);
  }

  @Test
  void aConnectionThatHasWaitedCarriesTheNextCall() {
    ClientHarness client = startAnswering(ok(LARGE));
    client.memory.take(ALL);
    Outcome first = client.call("a request");
    await().until(() -> client.memory.waiting() == 1);
    client.memory.release(ALL);
    first.answer();

    assertThat(client.call("another").answer()).isEqualTo(LARGE);

    assertThat(host().accepted()).isEqualTo(1);
  }

  @Test
  void anAnswerThatWaitsForTooLongIsTimedOutAndGivesUp() {
    ClientHarness client = startAnswering(ok(LARGE));
    client.memory.take(ALL);
    Outcome outcome = client.call("a request", ClientHarness.LONG, 1_000);
    await().until(() -> client.memory.waiting() == 1);

    client.advance(1_100);

    assertFailure(outcome, ErrorCode.HOST_TIMEOUT, "waited for memory", "has run");
    assertThat(client.memory.waiting()).isZero();
    client.memory.release(ALL);
    assertNothingIsTaken(client);
  }

  @Test
  void closingTheClientGivesUp() {
    ClientHarness client = startAnswering(ok(LARGE));
    client.memory.take(ALL);
    Outcome outcome = client.call("a request");
    await().until(() -> client.memory.waiting() == 1);

    client.onLoop(
        () -> {
          client.client.close();
          return null;
        });

    assertFailure(outcome, ErrorCode.HOST_CLOSED, "stopped");
    assertThat(client.memory.waiting()).isZero();
    client.memory.release(ALL);
    assertNothingIsTaken(client);
  }

  @Test
  void anAnswerOfMoreThanThereIsMemoryIsRefusedAtOnce() {
    ClientHarness client = startAnswering("HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\nxxx");

    assertFailure(client.call("a request"), ErrorCode.HOST_REPLY_TOO_LARGE, "more than");

    assertNothingIsTaken(client);
  }

  @Test
  void manyAnswersInChunksTakeTurns() {
    ClientHarness client =
        startAnswering(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                + (Integer.toHexString(5_000) + "\r\n" + "x".repeat(5_000) + "\r\n").repeat(3)
                + "0\r\n\r\n");
    client.memory.take(ALL - 70_000);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      outcomes.add(client.call("a request"));
    }

    for (Outcome outcome : outcomes) {
      assertThat(outcome.answer()).hasSize(15_000);
    }
    client.memory.release(ALL - 70_000);
    assertNothingIsTaken(client);
  }

  @Test
  void anAnswerInChunksTakesRoomInSteps() {
    HostConfig of = HostConfig.of("127.0.0.1", 1);
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.write(
                  "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                      + (Integer.toHexString(5_000) + "\r\n" + "x".repeat(5_000) + "\r\n")
                          .repeat(20)
                      + "0\r\n\r\n");
              peer.awaitClose();
            },
            1,
            port -> withReplies(of, port, 1 << 20));
    client.memory.take(ALL / 4);

    // Twice the largest answer is more than is left.
    assertThat(client.call("a request").answer()).hasSize(100_000);

    client.memory.release(ALL / 4);
    assertNothingIsTaken(client);
  }

  @Test
  void anAnswerInGzipIsCountedAsItGrows() {
    ClientHarness client = startAnswering(gzipped("200 OK", gzip("0".repeat(MAX_REPLY_BYTES))));
    client.memory.take(ALL - 10_000);

    assertFailure(client.call("a request"), ErrorCode.HOST_REPLY_TOO_LARGE, "without gzip");

    client.memory.release(ALL - 10_000);
    assertNothingIsTaken(client);
    assertThat(client.call("another").answer()).hasSize(MAX_REPLY_BYTES);
    assertNothingIsTaken(client);
  }

  private static HostConfig withReplies(HostConfig of, int port, int bytes) {
    return new HostConfig(
        of.address(),
        port,
        of.pools(),
        of.poolSize(),
        of.overflowConnections(),
        of.maxIdleMillis(),
        of.connectTimeoutMillis(),
        of.connectPatienceMillis(),
        of.queueCapacity(),
        of.maxHeadBytes(),
        bytes);
  }

  private static void assertNothingIsTaken(ClientHarness client) {
    client.poll();
    assertThat(client.memory.used()).isZero();
  }
}
