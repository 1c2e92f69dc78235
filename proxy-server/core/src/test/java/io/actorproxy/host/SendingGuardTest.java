package io.actorproxy.host;

import static io.actorproxy.host.ClientHarness.LONG;
import static io.actorproxy.host.RawHost.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Payload;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A call whose right to be sent ends before a byte of it is out is not sent. */
class SendingGuardTest extends WithRawHost {
  private static final ActorInvocation INVOCATION =
      new ActorInvocation(
          new ActorId("shop", "cart", "ann"),
          "add",
          Payload.ABSENT,
          null,
          null,
          Map.of(),
          Map.of());

  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicBoolean may = new AtomicBoolean(true);

  @Test
  void aCallIsAskedOnceBeforeItIsSent() {
    ClientHarness client = start(RawHost.echoing());

    Outcome first = client.call("1");
    assertThat(first.answer()).isEqualTo("1");
    Outcome onIdleConnection = client.call("2");

    assertThat(onIdleConnection.answer()).isEqualTo("2");
    assertThat(first.asked()).isEqualTo(1);
    assertThat(onIdleConnection.asked()).isEqualTo(1);
  }

  @Test
  void aCallThatMayNotBeSentLeavesItsConnectionToTheNext() {
    ClientHarness client = start(RawHost.echoing());
    client.call("1").answer();
    may.set(false);

    assertThat(guarded(client, "2").isWithdrawn()).isTrue();

    assertThat(client.call("3").answer()).isEqualTo("3");
    assertThat(host().requests()).containsExactly("1", "3");
    assertThat(host().accepted()).isEqualTo(1);
  }

  @Test
  void aConnectionThatACallDidNotUseIsIdleSinceItsLastUse() {
    ClientHarness client = start(RawHost.echoing());
    client.call("1").answer();
    may.set(false);
    client.advance(HostConfig.of("0.0.0.0", 1).maxIdleMillis() - 1);
    assertThat(guarded(client, "2").isWithdrawn()).isTrue();

    client.advance(10);

    host().awaitOpen(0);
  }

  @Test
  void aCallThatWaitedForAConnectionIsAskedWhenItGetsOne() {
    ClientHarness client = startSlow();
    Outcome first = client.call("first");
    host().awaitRequests(1);
    Outcome late = guarded(client, "late");
    Outcome next = client.call("next");

    may.set(false);
    gate.countDown();

    assertThat(late.isWithdrawn()).isTrue();
    assertThat(first.answer()).isEqualTo("first");
    assertThat(next.answer()).isEqualTo("next");
    assertThat(host().requests()).containsExactly("first", "next");
    assertThat(late.callbacks()).isEqualTo(1);
  }

  @Test
  void thousandsOfCallsThatMayNotBeSentGiveWayToOneThatMay() {
    ClientHarness client = startSlow();
    client.call("first");
    host().awaitRequests(1);
    List<Outcome> refused = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      refused.add(guarded(client, "refused " + i));
    }
    Outcome last = client.call("last");

    may.set(false);
    gate.countDown();

    assertThat(last.answer()).isEqualTo("last");
    assertThat(refused).allMatch(Outcome::isWithdrawn);
    assertThat(host().requests()).containsExactly("first", "last");
  }

  @Test
  void aCallIsAskedAgainWhenTheHostThatRefusedConnectionsAcceptsOne() throws IOException {
    try (ReservedPort reserved = new ReservedPort()) {
      ClientHarness client = start(RawHost.echoing(), 10, _ -> config(reserved.number()));
      Outcome call = guarded(client, "1");
      await().until(() -> client.client.health().state() == HostHealth.State.UNREACHABLE);
      may.set(false);

      try (RawHost late = new RawHost(reserved.number(), RawHost.echoing())) {
        advanceUntilDone(client, call);
        assertThat(call.isWithdrawn()).isTrue();
        assertThat(client.call("2").answer()).isEqualTo("2");
        assertThat(late.requests()).containsExactly("2");
      }
    }
  }

  @Test
  void aCallWhoseWriteFailedIsAskedBeforeItIsWrittenAgain() {
    ClientHarness client = start(RawHost.echoing());
    var writes = new AtomicInteger();
    client.onNewChannel =
        channel ->
            channel
                .pipeline()
                .addFirst(
                    new ChannelOutboundHandlerAdapter() {
                      @Override
                      public void write(
                          ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                        if (writes.incrementAndGet() == 1) {
                          may.set(false);
                          ReferenceCountUtil.release(message);
                          promise.setFailure(new IOException("the first write fails"));
                        } else {
                          ctx.write(message, promise);
                        }
                      }
                    });

    Outcome call = guarded(client, "1");
    advanceUntilDone(client, call);

    assertThat(call.isWithdrawn()).isTrue();
    assertThat(call.asked()).isEqualTo(2);
    assertThat(client.call("2").answer()).isEqualTo("2");
    assertThat(host().requests()).containsExactly("2");
  }

  @Test
  void callsThatWaitAreWithdrawnInTheirOrderAndOthersKeepTheirPlaces() {
    ClientHarness client = startSlow();
    client.call("first");
    host().awaitRequests(1);
    List<String> withdrawn = new ArrayList<>();
    List<Outcome> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String name = "refused " + i;
      client.call(
          name,
          LONG,
          LONG,
          new Outcome() {
            @Override
            public void onWithdrawn() {
              withdrawn.add(name);
            }
          }.whileIt(may::get));
      others.add(client.call("other " + i));
    }
    withdrawRefused(client);
    assertThat(withdrawn).isEmpty();

    may.set(false);
    withdrawRefused(client);

    assertThat(withdrawn).containsExactly("refused 0", "refused 1", "refused 2");
    gate.countDown();
    others.forEach(Outcome::answer);
    assertThat(host().requests()).containsExactly("first", "other 0", "other 1", "other 2");
  }

  @Test
  void aCallThatWasSentIsNotWithdrawn() {
    ClientHarness client = startSlow();
    Outcome sent = guarded(client, "sent");
    host().awaitRequests(1);

    may.set(false);
    withdrawRefused(client);
    gate.countDown();

    assertThat(sent.answer()).isEqualTo("sent");
  }

  @Test
  void aCallThatWasWithdrawnLeavesNoTimeoutAndNoAttemptToConnect() throws IOException {
    try (ReservedPort reserved = new ReservedPort()) {
      ClientHarness client = start(RawHost.echoing(), 10, _ -> config(reserved.number()));
      Outcome call = guarded(client, "1");
      await().until(() -> client.client.health().state() == HostHealth.State.UNREACHABLE);
      may.set(false);
      withdrawRefused(client);
      int attempts = client.attempts.get();

      for (int i = 0; i < 100; i++) {
        client.advance(100);
        client.poll();
      }

      assertThat(call.isWithdrawn()).isTrue();
      assertThat(call.callbacks()).isEqualTo(1);
      assertThat(client.attempts).hasValue(attempts);
      assertThat(client.onLoop(client.timers::size)).isZero();
    }
  }

  @Test
  void aCallInJsonIsAskedToo() {
    ClientHarness client = start(RawHost.answering(ok("{\"updatedContext\":{}}")));
    client.call("1").answer();
    may.set(false);

    Outcome call = json(client);

    assertThat(call.isWithdrawn()).isTrue();
    assertThat(host().requests()).containsExactly("1");
    assertThat(client.memory.used()).isZero();
  }

  @Test
  void aCallInJsonThatWaitsIsWithdrawn() {
    ClientHarness client = startSlow();
    Outcome first = client.call("first");
    host().awaitRequests(1);
    Outcome call = json(client);

    may.set(false);
    withdrawRefused(client);
    gate.countDown();

    assertThat(call.isWithdrawn()).isTrue();
    assertThat(first.answer()).isEqualTo("first");
    assertThat(host().requests()).containsExactly("first");
  }

  @Test
  void aCallThatMayNotBeSentStillFailsWhenItsTimeIsOver() {
    ClientHarness client = startSlow();
    client.call("first");
    host().awaitRequests(1);
    Outcome impatient = client.call("impatient", 50, LONG, new Outcome().whileIt(() -> false));

    client.advance(100);

    assertThat(impatient.failure().code()).isEqualTo(ErrorCode.HOST_OVERLOADED);
    gate.countDown();
  }

  private Outcome json(ClientHarness client) {
    JsonHostClient json =
        new JsonHostClient(client.client, client.loop, client.offload, client.memory);
    Outcome outcome = new Outcome().whileIt(may::get);
    client.onLoop(
        () -> {
          json.call(INVOCATION, LONG, LONG, outcome);
          return null;
        });
    return outcome;
  }

  /** A call that may be sent for as long as the test says. */
  private Outcome guarded(ClientHarness client, String request) {
    return client.call(request, LONG, LONG, new Outcome().whileIt(may::get));
  }

  private static void withdrawRefused(ClientHarness client) {
    client.onLoop(
        () -> {
          client.client.withdrawRefused();
          return null;
        });
  }

  /** A host with one connection, which answers once the gate is open. */
  private ClientHarness startSlow() {
    return start(
        peer -> {
          while (true) {
            String body = peer.readRequest();
            gate.await();
            peer.write(ok(body));
          }
        },
        1,
        SendingGuardTest::config);
  }

  private static HostConfig config(int port) {
    return new HostConfig("127.0.0.1", port, 0, 30, 0, 1000, 2000, 10_000, 10_000, 32_768, 1 << 20);
  }

  private static void advanceUntilDone(ClientHarness client, Outcome outcome) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              client.advance(10);
              return outcome.isDone();
            });
  }
}
