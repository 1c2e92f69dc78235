package io.actorproxy.host;

import static io.actorproxy.host.ClientHarness.LONG;
import static io.actorproxy.host.RawHost.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.invocation.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** How calls wait for a connection, and what ends their waiting. */
class HostQueueTest extends WithRawHost {
  @Test
  void callsBeyondTheConnectionsWaitInOrderAndThoseBeyondTheQueueFailAtOnce() {
    var gates = new LinkedBlockingQueue<String>();
    ClientHarness client =
        start(
            2,
            peer -> {
              while (true) {
                String body = peer.readRequest();
                gates.take();
                peer.write(ok(body));
              }
            });
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      outcomes.add(client.call("call " + i));
    }
    host().awaitRequests(2);
    for (int i = 2; i < 5; i++) {
      outcomes.add(client.call("call " + i));
    }

    var refused = client.call("one too many").failure();
    assertThat(refused.code()).isEqualTo(ErrorCode.HOST_OVERLOADED);
    assertThat(refused.message())
        .contains("3 calls wait already for one of the 2 connections", "127.0.0.1:");

    for (int i = 0; i < 5; i++) {
      assertThat(host().accepted()).isEqualTo(2);
      gates.add("go");
      host().awaitRequests(Math.min(5, 3 + i));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(outcomes.get(i).answer()).isEqualTo("call " + i);
    }
    assertThat(host().requests().subList(2, 5)).containsExactly("call 2", "call 3", "call 4");
  }

  @Test
  void aCallThatFindsNoFreeConnectionInTimeFailsAndLeavesTheQueue() {
    var gate = new CountDownLatch(1);
    ClientHarness client =
        start(
            1,
            peer -> {
              while (true) {
                String body = peer.readRequest();
                gate.await();
                peer.write(ok(body));
              }
            });
    Outcome first = client.call("first");
    host().awaitRequests(1);
    Outcome impatient = client.call("impatient", 50, LONG);
    Outcome patient = client.call("patient");

    client.advance(100);

    var failure = impatient.failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.HOST_OVERLOADED);
    assertThat(failure.message()).contains("all 1 connections", "busy for 100 ms", "did not run");
    assertThat(patient.isDone()).isFalse();
    gate.countDown();
    assertThat(first.answer()).isEqualTo("first");
    assertThat(patient.answer()).isEqualTo("patient");
    assertThat(host().requests()).containsExactly("first", "patient");
  }

  @Test
  void aBusyHostIsWaitedForLongerThanAnUnreachableOne() {
    var gate = new CountDownLatch(1);
    ClientHarness client =
        start(
            1,
            peer -> {
              while (true) {
                String body = peer.readRequest();
                gate.await();
                peer.write(ok(body));
              }
            });
    client.call("first");
    host().awaitRequests(1);
    Outcome patient = client.call("patient");

    client.advance(30_000);
    assertThat(patient.isDone()).isFalse();

    gate.countDown();
    assertThat(patient.answer()).isEqualTo("patient");
  }

  @Test
  void aTimeoutFreesItsPlaceForTheNextInTheQueue() {
    ClientHarness client =
        start(
            1,
            peer -> {
              String body = peer.readRequest();
              if (peer.number == 1) {
                peer.awaitClose();
              }
              peer.write(ok(body));
            });
    Outcome slow = client.call("slow", LONG, 100);
    host().awaitRequests(1);
    Outcome next = client.call("next");

    client.advance(200);

    assertThat(slow.failure().code()).isEqualTo(ErrorCode.HOST_TIMEOUT);
    assertThat(next.answer()).isEqualTo("next");
  }

  @Test
  void aStoppedClientFailsEveryCallOnceAndClosesItsConnections() {
    ClientHarness client =
        start(
            1,
            peer -> {
              peer.readRequest();
              peer.awaitClose();
            });
    Outcome underWay = client.call("under way");
    host().awaitRequests(1);
    Outcome waits = client.call("waits");

    client.onLoop(
        () -> {
          client.client.close();
          return null;
        });

    assertThat(underWay.failure().code()).isEqualTo(ErrorCode.HOST_CLOSED);
    assertThat(waits.failure().code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    assertThat(client.call("late").failure().code()).isEqualTo(ErrorCode.HOST_UNREACHABLE);
    host().awaitOpen(0);
    assertThat(client.onLoop(client.timers::size)).isZero();
    assertThat(host().accepted()).isEqualTo(1);
    assertThat(underWay.callbacks() + waits.callbacks()).isEqualTo(2);
  }

  @Test
  void thousandsOfCallsAtATimeEachGetTheirOwnAnswer() {
    ClientHarness client = start(16, 5_000, RawHost.echoing());
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      outcomes.add(client.call("call " + i));
    }

    for (int i = 0; i < outcomes.size(); i++) {
      assertThat(outcomes.get(i).answer()).isEqualTo("call " + i);
    }
    assertThat(host().accepted()).isLessThanOrEqualTo(16);
  }

  private ClientHarness start(int maxConnections, RawHost.Conversation conversation) {
    return start(maxConnections, 3, conversation);
  }

  private ClientHarness start(
      int maxConnections, int queueCapacity, RawHost.Conversation conversation) {
    return start(
        conversation,
        maxConnections,
        port ->
            new HostConfig(
                "127.0.0.1", port, 0, 30, 0, 1000, 2000, 10_000, queueCapacity, 32_768, 1 << 20));
  }
}
