package io.actorproxy.host;

import static io.actorproxy.host.ClientHarness.LONG;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.invocation.ErrorCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Hosts that are not there, not there yet, or somewhere else. */
@ParameterizedClass
@MethodSource("io.actorproxy.host.Transport#available")
class HostReachabilityTest {
  private static final byte[] HERE = {127, 0, 0, 1};
  private static final byte[] NO_LISTENER = {127, 0, 0, 9};

  @Parameter Transport transport = Transport.NIO;

  private final ReservedPort reserved = new ReservedPort();
  private final int port = reserved.number();

  private @Nullable RawHost host;
  private @Nullable ClientHarness harness;

  @AfterEach
  void close() throws IOException {
    requireNonNull(harness).close();
    if (host != null) {
      host.close();
    }
    reserved.close();
  }

  @Test
  void aHostThatIsNotThereYetIsTriedUntilItAccepts() {
    ClientHarness client = start("127.0.0.1", port, InetAddress::getAllByName);
    Outcome outcome = client.call("1");
    awaitUnreachable(client);
    assertThat(outcome.isDone()).isFalse();

    host = new RawHost(port, RawHost.echoing());
    advanceUntilDone(client, outcome);

    assertThat(outcome.answer()).isEqualTo("1");
    assertThat(client.client.health().state()).isEqualTo(HostHealth.State.REACHABLE);
  }

  @Test
  void aHostThatStaysAwayFailsTheCallWhenItsTimeToBeSentIsOver() {
    ClientHarness client = start("0.0.0.0", port, InetAddress::getAllByName);
    Outcome outcome = client.call("1", 300, LONG);
    awaitUnreachable(client);

    client.advance(290);
    assertThat(outcome.isDone()).isFalse();
    client.advance(30);

    var failure = outcome.failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    assertThat(failure.message())
        .contains("127.0.0.1:" + port, "connection refused", "tried for 320 ms", "did not run");
    assertThat(client.client.health().detail()).contains("127.0.0.1:" + port, "refused");
  }

  @Test
  void patienceWithAHostThatStaysAwayEndsBeforeThePatienceOfTheCall() {
    ClientHarness client = start("127.0.0.1", port, InetAddress::getAllByName);
    Outcome outcome = client.call("1");
    awaitUnreachable(client);

    client.advance(9_950);
    assertThat(outcome.isDone()).isFalse();
    client.advance(100);

    assertThat(outcome.failure().code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
  }

  @Test
  void callsOneAfterTheOtherShareOnePatience() {
    ClientHarness client = start("127.0.0.1", port, InetAddress::getAllByName);
    Outcome first = client.call("1");
    awaitUnreachable(client);
    advanceUntilDone(client, first, 100);

    for (int i = 2; i < 12; i++) {
      Outcome next = client.call("call " + i);
      assertThat(next.isDone()).as("call %d", i).isTrue();
      assertThat(next.failure().code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    }
    long before = client.clock.nanoTime();
    client.advance(2_000);
    Outcome later = client.call("later");
    advanceUntilDone(client, later);
    assertThat(later.failure().code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    assertThat(client.clock.nanoTime() - before).isLessThan(4_000_000_000L);
  }

  @Test
  void aHostThatRegistersIsWaitedForAnew() {
    ClientHarness client = start("127.0.0.1", port, InetAddress::getAllByName);
    Outcome first = client.call("1");
    awaitUnreachable(client);
    advanceUntilDone(client, first, 100);

    client.onLoop(
        () -> {
          client.client.expectHost();
          return null;
        });
    Outcome second = client.call("2");
    client.advance(1_000);
    assertThat(second.isDone()).isFalse();
    host = new RawHost(port, RawHost.echoing());
    advanceUntilDone(client, second);

    assertThat(second.answer()).isEqualTo("2");
  }

  @Test
  void aHostThatListensElsewhereIsNotWaitedForForEverThoughItRegistersAgainAndAgain() {
    ClientHarness client = start("127.0.0.1", port, InetAddress::getAllByName);
    Outcome call = client.call("1");
    awaitUnreachable(client);

    long before = client.clock.nanoTime();
    for (int i = 0; i < 100 && !call.isDone(); i++) {
      client.onLoop(
          () -> {
            client.client.expectHost();
            return null;
          });
      client.advance(500);
    }

    assertThat(call.failure().code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    assertThat(client.clock.nanoTime() - before).isLessThan(15_000_000_000L);
  }

  @Test
  void aRefusedConnectionIsFinalOnceTheProxyStops() {
    ClientHarness client = start("127.0.0.1", port, InetAddress::getAllByName);
    Outcome before = client.call("before");
    awaitUnreachable(client);

    client.onLoop(
        () -> {
          client.client.drain();
          return null;
        });
    Outcome after = client.call("after");

    assertThat(before.failure().code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    assertThat(after.failure().code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    assertThat(client.clock.nanoTime()).isLessThan(1_100_000_000L);
  }

  @Test
  void aHundredWaitingCallsShareOneAttemptAtATimeWithGrowingPauses() {
    ClientHarness client = start("127.0.0.1", port, InetAddress::getAllByName);
    Outcome first = client.call("first");
    awaitUnreachable(client);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      outcomes.add(client.call("call " + i));
    }
    for (int i = 0; i < 200; i++) {
      client.advance(10);
      client.poll();
    }

    // Two seconds hold pauses of 10, 20, 40 ... 320, 500 and 500 ms.
    assertThat(client.attempts.get()).isBetween(2, 10);

    host = new RawHost(port, RawHost.echoing());
    advanceUntilDone(client, first);
    for (int i = 0; i < 100; i++) {
      assertThat(outcomes.get(i).answer()).isEqualTo("call " + i);
    }
    assertThat(requireNonNull(host).requests()).hasSize(101);
  }

  @Test
  void aHostThatAcceptsAndClosesAtOnceIsNotAskedInAHurry() {
    var closing = new RawHost(peer -> {});
    host = closing;
    ClientHarness client = start("127.0.0.1", closing.port(), InetAddress::getAllByName);
    client.onNewChannel =
        channel -> channel.pipeline().addFirst(new LateConnection(client.attempts, closing));

    Outcome outcome = client.call("1", 300, LONG);
    await().until(() -> closing.accepted() > 0);
    client.poll();

    if (transport == Transport.EPOLL) {
      assertThat(outcome.isDone()).isFalse();
      assertThat(client.client.health().detail()).contains("accepted but closed");
      assertThat(client.attempts).hasValue(1);
      advanceUntilDone(client, outcome);
      assertThat(outcome.failure().code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
      assertThat(client.attempts.get()).isLessThan(10);
    } else {
      // The request was written, so the proxy cannot know whether it was read.
      assertThat(outcome.failure().code()).isEqualTo(ErrorCode.HOST_CLOSED);
    }
  }

  /** Tells the client of a connection only when the host has closed it. */
  private static final class LateConnection extends ChannelInboundHandlerAdapter {
    private final AtomicInteger attempts;
    private final RawHost host;

    LateConnection(AtomicInteger attempts, RawHost host) {
      this.attempts = attempts;
      this.host = host;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      await().until(() -> host.accepted() == attempts.get());
      host.awaitAllClosed();
      ctx.fireChannelActive();
    }
  }

  @Test
  void nothingIsTriedBeforeTheFirstCall() {
    ClientHarness client = start("127.0.0.1", port, InetAddress::getAllByName);

    assertThat(client.client.health().state()).isEqualTo(HostHealth.State.UNKNOWN);
    assertThat(client.attempts.get()).isZero();
  }

  @Test
  void aNameIsLookedUpAwayFromTheLoop() {
    host = new RawHost(RawHost.echoing());
    var gate = new CountDownLatch(1);
    var virtual = new CountDownLatch(1);
    ClientHarness client =
        start(
            "my-app",
            requireNonNull(host).port(),
            name -> {
              assertThat(name).isEqualTo("my-app");
              if (Thread.currentThread().isVirtual()) {
                virtual.countDown();
              }
              awaitUninterruptibly(gate);
              return addresses(HERE);
            });

    Outcome outcome = client.call("1");
    client.poll();
    assertThat(outcome.isDone()).isFalse();
    gate.countDown();

    assertThat(outcome.answer()).isEqualTo("1");
    assertThat(virtual.getCount()).isZero();
  }

  @Test
  void aNameIsLookedUpAgainAsLongAsItIsNotKnown() {
    host = new RawHost(RawHost.echoing());
    var lookUps = new AtomicInteger();
    ClientHarness client =
        start(
            "my-app",
            requireNonNull(host).port(),
            name -> {
              if (lookUps.incrementAndGet() < 3) {
                throw new UnknownHostException(name);
              }
              return addresses(HERE);
            });
    Outcome outcome = client.call("1");
    awaitUnreachable(client);
    assertThat(client.client.health().detail()).contains("the name 'my-app' cannot be resolved");

    advanceUntilDone(client, outcome);

    assertThat(outcome.answer()).isEqualTo("1");
    assertThat(lookUps).hasValue(3);
  }

  @Test
  void everyAddressOfANameIsTriedAndThenTheNameIsLookedUpAgain() {
    var lookUps = new AtomicInteger();
    ClientHarness client =
        start(
            "my-app",
            port,
            name ->
                lookUps.incrementAndGet() == 1
                    ? addresses(NO_LISTENER, NO_LISTENER)
                    : addresses(NO_LISTENER, HERE));
    Outcome outcome = client.call("1");
    host = new RawHost(port, RawHost.echoing());

    advanceUntilDone(client, outcome);
    assertThat(outcome.answer()).isEqualTo("1");
    assertThat(lookUps).hasValue(2);
    assertThat(client.attempts).hasValue(4);

    client.advance(2000);
    assertThat(client.call("2").answer()).isEqualTo("2");
    assertThat(client.attempts).hasValue(5);
  }

  private ClientHarness start(String address, int port, HostAddress.Resolver resolver) {
    var started = new ClientHarness(transport, HostConfig.of(address, port), 10, resolver);
    harness = started;
    return started;
  }

  private static void awaitUnreachable(ClientHarness client) {
    await().until(() -> client.client.health().state() == HostHealth.State.UNREACHABLE);
  }

  private static void advanceUntilDone(ClientHarness client, Outcome outcome) {
    advanceUntilDone(client, outcome, 10);
  }

  private static void advanceUntilDone(ClientHarness client, Outcome outcome, long step) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              client.advance(step);
              return outcome.isDone();
            });
  }

  private static InetAddress[] addresses(byte[]... ips) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[ips.length];
    for (int i = 0; i < ips.length; i++) {
      addresses[i] = InetAddress.getByAddress(ips[i]);
    }
    return addresses;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
