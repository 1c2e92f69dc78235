package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.http.ResponseReader.Response;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.invocation.Reply;
import io.actorproxy.loops.Transport;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DrainTest {
  @Test
  void whatIsInFlightIsAnsweredAndEverythingElseIsClosed() throws Exception {
    try (Door door = Door.open();
        RawClient idle = door.connect();
        RawClient busy = door.connect()) {
      busy.send(Requests.invoke("cart", "later", "first"));
      busy.send(Requests.invoke("cart", "later", "second"));
      idle.send(RawClient.get("/health")).read();
      Awaitility.await().until(() -> door.system.pending.size() == 2);

      CompletableFuture<Void> drained = door.http.drain().toCompletableFuture();

      assertThat(idle.isAtEnd()).isTrue();
      assertThat(drained).isNotDone();
      for (FakeActorSystem.Pending pending : door.system.pending) {
        pending.replyTo().reply(new Reply.Completed(pending.call().payload()));
      }
      Response first = busy.read();
      Response second = busy.read();
      assertThat(Requests.textOf(first)).isEqualTo("first");
      assertThat(first.header("connection")).isEmpty();
      assertThat(Requests.textOf(second)).isEqualTo("second");
      assertThat(second.header("connection")).isEqualTo("close");
      assertThat(busy.isAtEnd()).isTrue();
      drained.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void aClientThatConnectsMeanwhileCanAskForHealthOnce() throws Exception {
    try (Door door = Door.open();
        RawClient busy = door.connect()) {
      busy.send(Requests.invoke("cart", "later", "x"));
      Awaitility.await().until(() -> door.system.pending.size() == 1);
      door.http.drain();

      try (RawClient probe = door.connect()) {
        Response health = probe.send(RawClient.get("/health/liveness")).read();
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.header("connection")).isEqualTo("close");
        assertThat(probe.isAtEnd()).isTrue();
      }

      door.http.close();
      assertThatThrownBy(door::connect).hasMessageContaining("refused");
      door.system.pending.remove().replyTo().reply(Reply.ACCEPTED);
    }
  }

  @Test
  void aRequestThatHasBegunIsReadToItsEndAndAnswered() throws Exception {
    byte[] request = Requests.invoke("cart", "echo", "half");
    HttpConfig anywhere = HttpConfig.listeningOn("127.0.0.1", 0);
    try (Door door = new Door(anywhere, new Ops(List.of(), null), Transport.open(1));
        RawClient client = door.connect()) {
      client.send(Arrays.copyOf(request, 70));
      // Answered by the only loop there is, so the bytes before were read.
      try (RawClient other = door.connect()) {
        other.send(RawClient.get("/health")).read();
      }
      CompletableFuture<Void> drained = door.http.drain().toCompletableFuture();
      client.send(Arrays.copyOfRange(request, 70, request.length));

      Response response = client.read();
      assertThat(Requests.textOf(response)).isEqualTo("half");
      assertThat(response.header("connection")).isEqualTo("close");
      drained.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void closingDoesNotWait() {
    Door door = Door.open();
    RawClient client = door.connect();
    client.send(Requests.invoke("cart", "later", "x"));
    Awaitility.await().until(() -> door.system.pending.size() == 1);

    door.close();

    assertThat(client.isAtEnd()).isTrue();
    door.system.pending.remove().replyTo().reply(Reply.ACCEPTED);
    client.close();
  }

  @Test
  void anAddressThatIsTakenIsNamed() {
    try (Door door = Door.open()) {
      HttpConfig same = HttpConfig.listeningOn("127.0.0.1", door.http.port());

      assertThatThrownBy(() -> Door.open(same))
          .hasMessageContaining("cannot listen on /127.0.0.1:" + door.http.port());
    }
  }
}
