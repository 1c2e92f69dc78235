package io.actorproxy.host;

import static io.actorproxy.host.ClientHarness.LONG;
import static io.actorproxy.host.RawHost.ok;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.host.ClientHarness.Text;
import io.actorproxy.invocation.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Which connection a call takes, and when it is never sent twice. */
class ConnectionReuseTest extends WithRawHost {
  private static final int MAX_IDLE_MILLIS = 1000;

  @Test
  void callsOneAfterAnotherShareAConnection() {
    ClientHarness client = start(10, RawHost.echoing());

    for (int i = 0; i < 50; i++) {
      assertThat(client.call("call " + i).answer()).isEqualTo("call " + i);
    }

    assertThat(host().accepted()).isEqualTo(1);
  }

  @Test
  void aCalleeThatCallsAgainAtOnceGetsTheSameConnection() {
    ClientHarness client = start(10, RawHost.echoing());
    var last = new Outcome();
    client.onLoop(
        () -> {
          client.client.call(new Text("1"), LONG, LONG, new Again(client, 20, last));
          return null;
        });

    assertThat(last.answer()).isEqualTo("20");
    assertThat(host().accepted()).isEqualTo(1);
  }

  /** Calls with the next number until {@code end}. */
  private static final class Again extends Outcome {
    private final ClientHarness client;
    private final int end;
    private final Outcome last;

    Again(ClientHarness client, int end, Outcome last) {
      this.client = client;
      this.end = end;
      this.last = last;
    }

    @Override
    public void onReply(ByteString body) {
      int number = Integer.parseInt(body.toStringUtf8());
      HostCallback next = number + 1 < end ? new Again(client, end, last) : last;
      client.client.call(new Text(Integer.toString(number + 1)), LONG, LONG, next);
    }
  }

  @Test
  void aCalleeThatThrowsHarmsNeitherTheConnectionNorTheNextCall() {
    ClientHarness client = start(1, RawHost.echoing());
    List<Throwable> reported = new ArrayList<>();
    client.onLoop(
        () -> {
          Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> reported.add(e));
          HostCallback broken =
              new Outcome() {
                @Override
                public void onReply(ByteString body) {
                  throw new IllegalStateException("a defect of the callee");
                }
              };
          client.client.call(new Text("1"), LONG, LONG, broken);
          return null;
        });

    assertThat(client.call("2").answer()).isEqualTo("2");
    assertThat(reported).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(host().accepted()).isEqualTo(1);
  }

  @Test
  void anIdleConnectionIsClosedAtItsLimitAndNotBefore() {
    ClientHarness client = start(10, RawHost.echoing());
    client.call("1").answer();

    client.advance(MAX_IDLE_MILLIS - 1);
    client.poll();
    client.call("2").answer();
    assertThat(host().accepted()).isEqualTo(1);

    client.advance(MAX_IDLE_MILLIS - 1);
    client.poll();
    assertThat(host().open()).isEqualTo(1);

    client.advance(20);
    host().awaitOpen(0);
    assertThat(client.call("3").answer()).isEqualTo("3");
    assertThat(host().accepted()).isEqualTo(2);
  }

  @Test
  void aConnectionThatALateTimerDidNotCloseIsNotUsedEither() {
    ClientHarness client = start(10, RawHost.echoing());
    client.call("1").answer();

    client.clock.nanos.addAndGet(MAX_IDLE_MILLIS * 1_000_000L);

    assertThat(client.call("2").answer()).isEqualTo("2");
    assertThat(host().accepted()).isEqualTo(2);
    host().awaitOpen(1);
  }

  @Test
  void aConnectionWhoseHostWouldCloseItSoonerIsNotKept() {
    ClientHarness client =
        start(
            10,
            RawHost.answering(
                "HTTP/1.1 200 OK\r\nkeep-alive: timeout=1, max=9\r\ncontent-length: 1\r\n\r\n1"));

    client.call("1").answer();
    client.call("2").answer();

    assertThat(host().accepted()).isEqualTo(2);
  }

  @Test
  void theConnectionUsedLastIsUsedFirst() {
    ConcurrentMap<String, Integer> connections = new ConcurrentHashMap<>();
    ConcurrentMap<String, CountDownLatch> holds = new ConcurrentHashMap<>();
    holds.put("a", new CountDownLatch(1));
    holds.put("b", new CountDownLatch(1));
    ClientHarness client =
        start(
            10,
            peer -> {
              while (true) {
                String body = peer.readRequest();
                connections.put(body, peer.number);
                CountDownLatch hold = holds.get(body);
                if (hold != null) {
                  hold.await();
                }
                peer.write(ok(body));
              }
            });
    Outcome a = client.call("a");
    Outcome b = client.call("b");
    host().awaitRequests(2);
    requireNonNull(holds.get("b")).countDown();
    b.answer();
    requireNonNull(holds.get("a")).countDown();
    a.answer();

    client.call("c").answer();

    assertThat(connections.get("c")).isEqualTo(connections.get("a"));
    assertThat(connections.get("b")).isNotEqualTo(connections.get("a"));
  }

  @Test
  void aFreshConnectionThatClosesWithoutAByteIsAFailureAndTheActionRunsOnce() {
    ClientHarness client = start(10, RawHost.Peer::readRequest);

    var failure = client.call("1").failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.HOST_CLOSED);
    assertThat(failure.message()).contains("127.0.0.1:", "without a reply", "may have run");
    client.poll();
    assertThat(host().requests()).containsExactly("1");
    assertThat(host().accepted()).isEqualTo(1);
  }

  @Test
  void aReusedConnectionThatClosesWithoutAByteIsAFailureAndTheActionRunsOnce() {
    ClientHarness client =
        start(
            10,
            peer -> {
              peer.write(ok(peer.readRequest()));
              if (peer.readRequest().equals("throws")) {
                return;
              }
            });
    client.call("works").answer();

    assertThat(client.call("throws").failure().code()).isEqualTo(ErrorCode.HOST_CLOSED);

    assertThat(host().accepted()).isEqualTo(1);
    assertThat(client.call("works again").answer()).isEqualTo("works again");
    assertThat(host().requests()).containsExactly("works", "throws", "works again");
  }

  @Test
  void aReusedConnectionThatIsResetAfterTheRequestIsAFailureAndTheActionRunsOnce() {
    ClientHarness client =
        start(
            10,
            peer -> {
              peer.write(ok(peer.readRequest()));
              peer.readRequest();
              peer.reset();
            });
    client.call("works").answer();

    assertThat(client.call("throws").failure().code()).isEqualTo(ErrorCode.HOST_CLOSED);

    assertThat(host().accepted()).isEqualTo(1);
    assertThat(host().requests()).containsExactly("works", "throws");
  }

  @Test
  void aCloseThatTheLoopHasSeenCostsNoCall() {
    ClientHarness client = start(10, peer -> peer.write(ok(peer.readRequest())));

    for (int i = 0; i < 20; i++) {
      assertThat(client.call("call " + i).answer()).isEqualTo("call " + i);
      host().awaitAllClosed();
      client.poll();
    }

    assertThat(host().accepted()).isEqualTo(20);
  }

  @Test
  void aCloseThatTheLoopHasNotSeenIsFoundByAskingTheSocketWhereThatIsPossible() {
    var close = new CountDownLatch(1);
    ClientHarness client =
        start(
            10,
            peer -> {
              peer.write(ok(peer.readRequest()));
              if (peer.number > 1) {
                RawHost.echoing().hold(peer);
              }
              close.await();
            });
    client.call("1").answer();
    var outcome = new Outcome();

    client.onLoop(
        () -> {
          // The loop is here and not at its sockets while the host closes.
          close.countDown();
          host().awaitAllClosed();
          client.client.call(new Text("2"), LONG, LONG, outcome);
          return null;
        });

    if (transport == Transport.EPOLL) {
      assertThat(outcome.answer()).isEqualTo("2");
      assertThat(host().requests()).containsExactly("1", "2");
    } else {
      // The request was written, so the proxy cannot know whether it was read.
      assertThat(outcome.failure().code()).isEqualTo(ErrorCode.HOST_CLOSED);
      assertThat(host().requests()).containsExactly("1");
    }
  }

  @Test
  void aConnectionThatServedTwiceIsAskedAgainOnceItWasIdleForTwentyMillis() {
    Outcome outcome = callAfterAnUnseenClose(20);

    if (transport == Transport.EPOLL) {
      assertThat(outcome.answer()).isEqualTo("3");
      assertThat(host().requests()).containsExactly("1", "2", "3");
    } else {
      assertThat(outcome.failure().code()).isEqualTo(ErrorCode.HOST_CLOSED);
    }
  }

  @Test
  void aConnectionThatServedTwiceAndJustNowIsTrusted() {
    Outcome outcome = callAfterAnUnseenClose(19);

    assertThat(outcome.failure().code()).isEqualTo(ErrorCode.HOST_CLOSED);
    assertThat(host().requests()).containsExactly("1", "2");
  }

  /** The third call; the host has closed the connection of the other two, idle for so long. */
  private Outcome callAfterAnUnseenClose(long idleMillis) {
    var close = new CountDownLatch(1);
    ClientHarness client =
        start(
            10,
            peer -> {
              peer.write(ok(peer.readRequest()));
              if (peer.number == 1) {
                peer.write(ok(peer.readRequest()));
              }
              close.await();
            });
    client.call("1").answer();
    client.call("2").answer();
    var outcome = new Outcome();
    client.onLoop(
        () -> {
          close.countDown();
          host().awaitAllClosed();
          client.clock.nanos.addAndGet(MILLISECONDS.toNanos(idleMillis));
          client.client.call(new Text("3"), LONG, LONG, outcome);
          return null;
        });
    return outcome;
  }

  @Test
  void aCallOfWhichTheSocketTookNotAByteIsSentOnAnotherConnection() {
    var reset = new CountDownLatch(1);
    ClientHarness client =
        start(
            10,
            peer -> {
              peer.write(ok(peer.readRequest()));
              if (peer.number > 1) {
                RawHost.echoing().hold(peer);
              }
              reset.await();
              peer.reset();
            });
    client.call("1").answer();
    var outcome = new Outcome();

    client.onLoop(
        () -> {
          reset.countDown();
          host().awaitAllClosed();
          client.client.call(new Text("2"), LONG, LONG, outcome);
          return null;
        });

    if (transport == Transport.IO_URING) {
      // A write is only handed over there, and its result is not certain.
      assertThat(outcome.failure().code()).isEqualTo(ErrorCode.HOST_CLOSED);
    } else {
      assertThat(outcome.answer()).isEqualTo("2");
      assertThat(host().requests()).containsExactly("1", "2");
      assertThat(host().accepted()).isEqualTo(2);
    }
  }

  @Test
  void bytesBehindAnAnswerDoNotReachTheNextCall() {
    ClientHarness client =
        start(
            10,
            peer -> {
              String body = peer.readRequest();
              peer.write(ok(body) + (peer.number == 1 ? ok("stray") : ""));
              peer.awaitClose();
            });

    assertThat(client.call("1").answer()).isEqualTo("1");
    assertThat(client.call("2").answer()).isEqualTo("2");
    assertThat(host().accepted()).isEqualTo(2);
  }

  @Test
  void bytesThatNobodyAskedForCloseAnIdleConnection() {
    var answered = new CountDownLatch(1);
    ClientHarness client =
        start(
            10,
            peer -> {
              peer.write(ok(peer.readRequest()));
              if (peer.number == 1) {
                answered.await();
                peer.write(ok("stray"));
                peer.awaitClose();
              }
            });
    client.call("1").answer();

    answered.countDown();
    host().awaitOpen(0);

    assertThat(client.call("2").answer()).isEqualTo("2");
  }

  private ClientHarness start(int maxConnections, RawHost.Conversation conversation) {
    return start(
        conversation,
        maxConnections,
        port ->
            new HostConfig(
                "127.0.0.1", port, 0, 30, 0, MAX_IDLE_MILLIS, 2000, 10_000, 3, 32_768, 1 << 20));
  }
}
