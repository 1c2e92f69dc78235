package io.actorproxy.host;

import static io.actorproxy.host.ClientHarness.LONG;
import static io.actorproxy.host.RawHost.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.host.ClientHarness.Outcome;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** When connections are opened beyond the pool, how many, and for how long they stay. */
class HostOverflowTest extends WithRawHost {
  private final Semaphore answers = new Semaphore(0);

  @Test
  void aStalledHostIsGivenAsManyFurtherConnectionsAsCallsWait() {
    ClientHarness client = start(2, 10);
    List<Outcome> outcomes = call(client, 2, 5);

    client.advance(10);
    quiet(client, 4);
    assertThat(host().accepted()).isEqualTo(2);
    quiet(client, 1);

    host().awaitRequests(5);
    quiet(client, 20);
    assertThat(client.attempts).hasValue(5);
    answerAll(outcomes);
  }

  @Test
  void moreConnectionsThanTheLimitAreNeverOpened() {
    ClientHarness client = start(2, 3);
    List<Outcome> outcomes = call(client, 2, 9);

    quiet(client, 30);

    host().awaitRequests(5);
    assertThat(client.attempts).hasValue(5);
    answerAll(outcomes);
    assertThat(client.attempts).hasValue(5);
  }

  @Test
  void connectionsBeyondThePoolAreClosedOnceNoCallWaitsForThem() {
    ClientHarness client = start(2, 10);
    List<Outcome> outcomes = call(client, 2, 8);
    quiet(client, 6);
    host().awaitRequests(8);

    answerAll(outcomes);

    host().awaitOpen(2);
    client.poll();
    assertThat(host().open()).isEqualTo(2);
    answers.release();
    assertThat(client.call("again").answer()).isEqualTo("again");
    assertThat(client.attempts).hasValue(8);
  }

  @Test
  void withoutOverflowCallsWaitForThePool() {
    ClientHarness client = start(2, 0);
    List<Outcome> outcomes = call(client, 2, 8);

    quiet(client, 30);

    answerAll(outcomes);
    assertThat(client.attempts).hasValue(2);
  }

  @Test
  void aHostThatAnswersRegularlyNeverGetsMoreThanThePool() {
    ClientHarness client = start(2, 10);
    List<Outcome> outcomes = call(client, 2, 20);

    for (int answered = 1; answered <= 18; answered++) {
      quiet(client, 4);
      answers.release();
      host().awaitRequests(2 + answered);
    }

    answerAll(outcomes);
    assertThat(client.attempts).hasValue(2);
  }

  @Test
  void aPauseOfTheProxyIsNotTakenForAStalledHost() {
    ClientHarness client = start(2, 10);
    List<Outcome> outcomes = call(client, 2, 8);

    client.advance(5000);
    client.advance(5000);

    answerAll(outcomes);
    assertThat(client.attempts).hasValue(2);
  }

  @Test
  void callsWithinCallsAreAnsweredHoweverSmallThePoolIs() {
    var caller = new CompletableFuture<ClientHarness>();
    ClientHarness client =
        start(
            3,
            100,
            peer -> {
              while (true) {
                String body = peer.readRequest();
                int depth = body.length();
                peer.write(ok(depth == 3 ? "end" : caller.get().call(body + ".").answer()));
              }
            });
    caller.complete(client);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      outcomes.add(client.call("."));
    }

    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              client.advance(10);
              return outcomes.stream().allMatch(Outcome::isDone);
            });

    assertThat(outcomes).extracting(Outcome::answer).containsOnly("end");
    assertThat(host().requests()).hasSize(60);
    host().awaitOpen(3);
  }

  @Test
  void aHostThatRefusesFurtherConnectionsIsNeitherUnreachableNorAskedAllTheTime() {
    ClientHarness client = start(2, 10);
    List<Outcome> outcomes = call(client, 2, 5);
    client.onNewChannel = channel -> channel.pipeline().addFirst(new Refused());

    quiet(client, 40);
    assertThat(client.attempts).hasValue(2 + 3);
    quiet(client, 30);
    assertThat(client.attempts).hasValue(2 + 3 + 3);

    client.advance(20_000);
    assertThat(client.client.health().state()).isEqualTo(HostHealth.State.REACHABLE);
    answerAll(outcomes);
  }

  /** No connection comes about. */
  private static final class Refused extends ChannelOutboundHandlerAdapter {
    @Override
    public void connect(
        ChannelHandlerContext ctx,
        SocketAddress remote,
        SocketAddress local,
        ChannelPromise promise) {
      promise.setFailure(new ConnectException("connection refused"));
    }
  }

  /** Calls {@code count} times; the first {@code pool} have reached the host. */
  private List<Outcome> call(ClientHarness client, int pool, int count) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      outcomes.add(client.call("call " + i, LONG, LONG));
    }
    host().awaitRequests(pool);
    return outcomes;
  }

  /** So many ticks pass. */
  private static void quiet(ClientHarness client, int ticks) {
    for (int i = 0; i < ticks; i++) {
      client.advance(10);
      client.poll();
    }
  }

  private void answerAll(List<Outcome> outcomes) {
    answers.release(outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      assertThat(outcomes.get(i).answer()).isEqualTo("call " + i);
    }
  }

  /** A host that answers with the request whenever it may. */
  private ClientHarness start(int pool, int overflow) {
    return start(
        pool,
        overflow,
        peer -> {
          while (true) {
            String body = peer.readRequest();
            answers.acquire();
            peer.write(ok(body));
          }
        });
  }

  private ClientHarness start(int pool, int overflow, RawHost.Conversation conversation) {
    return start(
        conversation,
        pool,
        port ->
            new HostConfig(
                "127.0.0.1", port, 0, 30, overflow, 1000, 2000, 10_000, 100, 32_768, 1 << 20));
  }
}
