package io.actorproxy.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a host sends, each call ends exactly once, with its own answer or a clear failure. */
class HostAnswerFuzzTest {
  /** On each transport, each with a seed of its own. */
  private static final int CALLS = Integer.getInteger("calls", 2_000);

  private static final int AT_A_TIME = 100;

  private static final Set<ErrorCode> POSSIBLE =
      EnumSet.of(
          ErrorCode.HOST_CLOSED,
          ErrorCode.HOST_TIMEOUT,
          ErrorCode.HOST_STATUS,
          ErrorCode.HOST_EMPTY_REPLY,
          ErrorCode.HOST_INVALID_REPLY,
          ErrorCode.HOST_REPLY_TOO_LARGE);

  @ParameterizedTest
  @MethodSource("io.actorproxy.host.Transport#available")
  void aHostThatSendsAnythingGetsEachCallEndedExactlyOnce(Transport transport) throws Exception {
    long seed = System.nanoTime();
    System.out.println("HostAnswerFuzzTest seed " + seed + " on " + transport);
    var config = new HostConfig("127.0.0.1", 1, 0, 30, 0, 1000, 2000, 10_000, 1000, 4096, 10_000);
    try (var host = new RawHost(peer -> misbehave(peer, seed));
        var client = new ClientHarness(transport, at(config, host.port()), 20)) {
      List<Outcome> outcomes = new ArrayList<>();
      int answered = 0;
      for (int i = 0; i < CALLS; i += AT_A_TIME) {
        List<Outcome> batch = new ArrayList<>();
        for (int j = i; j < i + AT_A_TIME; j++) {
          batch.add(client.call(Integer.toString(j), ClientHarness.LONG, 5000));
        }
        AtomicInteger looks = new AtomicInteger();
        await()
            .atMost(Duration.ofSeconds(30))
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(2))
            .until(
                () -> {
                  // After all timeouts of an answer have passed, a call that is not done waits for
                  // this machine, so the clock must not run ahead of it to the end of its patience.
                  client.advance(looks.getAndIncrement() < 100 ? 250 : 2);
                  return batch.stream().allMatch(Outcome::isDone);
                });
        for (int j = 0; j < AT_A_TIME; j++) {
          answered += check(batch.get(j), i + j, seed);
        }
        outcomes.addAll(batch);
      }
      client.poll();

      assertThat(outcomes).allMatch(outcome -> outcome.callbacks() == 1);
      assertThat(answered).isGreaterThan(CALLS / 10);
      assertThat(host.requests()).doesNotHaveDuplicates();
      client.advance(2000);
      client.advance(2000);
      host.awaitOpen(0);
      assertThat(client.onLoop(client.timers::size)).isZero();
    }
  }

  /** 1 if the call was answered, and then with the answer that was meant for it. */
  private static int check(Outcome outcome, int number, long seed) {
    if (outcome.get() instanceof Failure failure) {
      assertThat(failure.code()).as("seed %d, call %d: %s", seed, number, failure).isIn(POSSIBLE);
      return 0;
    }
    if (isWhole(number)) {
      assertThat(outcome.answer()).isEqualTo("answer " + number);
    }
    return 1;
  }

  /** Answers the calls of a connection, most of them damaged, by what their number says. */
  private static void misbehave(RawHost.Peer peer, long seed) throws Exception {
    while (true) {
      int number = Integer.parseInt(peer.readRequest());
      var random = new Random(seed + number);
      byte[] answer = answer(number, random);
      if (isWhole(number)) {
        peer.write(answer);
        continue;
      }
      byte[] damaged = random.nextInt(10) == 0 ? noise(random) : Damage.some(answer, random);
      int cut = random.nextInt(damaged.length + 1);
      peer.write(Arrays.copyOf(damaged, cut));
      peer.write(Arrays.copyOfRange(damaged, cut, damaged.length));
      switch (random.nextInt(4)) {
        case 0 -> {
          peer.reset();
          return;
        }
        case 1 -> peer.awaitClose();
        default -> {
          return;
        }
      }
    }
  }

  private static boolean isWhole(int number) {
    return number % 4 == 0;
  }

  private static byte[] answer(int number, Random random) {
    String body = "answer " + number;
    String answer =
        switch (random.nextInt(4)) {
          case 0 -> ResponseParserTest.chunked(body, random);
          case 1 ->
              "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: %d\r\n\r\n%s"
                  .formatted(body.length(), body);
          default -> RawHost.ok(body);
        };
    return answer.getBytes(ISO_8859_1);
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[random.nextInt(6000)];
    random.nextBytes(noise);
    return noise;
  }

  private static HostConfig at(HostConfig config, int port) {
    return new HostConfig(
        config.address(),
        port,
        config.pools(),
        config.poolSize(),
        config.overflowConnections(),
        config.maxIdleMillis(),
        config.connectTimeoutMillis(),
        config.connectPatienceMillis(),
        config.queueCapacity(),
        config.maxHeadBytes(),
        config.maxReplyBytes());
  }
}
