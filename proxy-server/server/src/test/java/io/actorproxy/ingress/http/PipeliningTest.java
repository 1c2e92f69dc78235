package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.invocation.Reply;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PipeliningTest {
  private static void complete(FakeActorSystem.Pending pending) {
    pending.replyTo().reply(new Reply.Completed(pending.call().payload()));
  }

  private static byte[] many(int count, String action) {
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      requests.writeBytes(Requests.invoke("cart", action, "n" + i));
    }
    return requests.toByteArray();
  }

  @Test
  void answersComeInTheOrderOfTheRequestsWhateverTheOrderOfTheReplies() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (Door door = Door.open();
        RawClient client = door.connect()) {
      client.send(many(40, "later"));
      Awaitility.await().until(() -> door.system.pending.size() == 40);
      List<FakeActorSystem.Pending> replies = new ArrayList<>(door.system.pending);
      Collections.shuffle(replies, new Random(seed));
      replies.forEach(PipeliningTest::complete);

      for (int i = 0; i < 40; i++) {
        assertThat(Requests.textOf(client.read())).isEqualTo("n" + i);
      }
    }
  }

  @Test
  void noMoreRequestsAreTakenThanMayBeInFlight() {
    try (Door door = Door.open(limits -> limits.inFlight = 3);
        RawClient client = door.connect()) {
      client.send(many(50, "later"));
      Awaitility.await().until(() -> door.system.pending.size() == 3);

      for (int i = 0; i < 50; i++) {
        Awaitility.await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> !door.system.pending.isEmpty());
        assertThat(door.system.pending.size()).isLessThanOrEqualTo(3);
        complete(door.system.pending.remove());
        assertThat(Requests.textOf(client.read())).isEqualTo("n" + i);
      }
      assertThat(door.system.calls).hasSize(50);
    }
  }

  @Test
  void aThousandRequestsInOneWriteAreAllAnswered() {
    try (Door door = Door.open();
        RawClient client = door.connect()) {
      client.send(many(1000, "echo"));

      for (int i = 0; i < 1000; i++) {
        assertThat(Requests.textOf(client.read())).isEqualTo("n" + i);
      }
    }
  }

  @Test
  void aRefusalWaitsForTheAnswersBeforeIt() {
    try (Door door = Door.open();
        RawClient client = door.connect()) {
      client.send(Requests.invoke("cart", "later", "first"));
      client.send(RawClient.get("/nowhere"));
      client.send(Requests.invoke("cart", "echo", "third"));
      Awaitility.await().until(() -> door.system.calls.size() == 2);
      complete(door.system.pending.remove());

      assertThat(Requests.textOf(client.read())).isEqualTo("first");
      assertThat(client.read().status()).isEqualTo(404);
      assertThat(Requests.textOf(client.read())).isEqualTo("third");
    }
  }

  @Test
  void aClientThatSendsNoMoreStillGetsItsAnswers() {
    try (Door door = Door.open();
        RawClient client = door.connect()) {
      client.send(many(2, "later")).shutdownOutput();
      Awaitility.await().until(() -> door.system.pending.size() == 2);
      complete(door.system.pending.remove());
      complete(door.system.pending.remove());

      assertThat(Requests.textOf(client.read())).isEqualTo("n0");
      assertThat(Requests.textOf(client.read())).isEqualTo("n1");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aClientThatGoesAwayLeavesNothingBehind() {
    try (Door door = Door.open()) {
      RawClient client = door.connect();
      client.send(Requests.invoke("cart", "later", "x"));
      Awaitility.await().until(() -> door.system.pending.size() == 1);
      client.close();
      complete(door.system.pending.remove());

      Awaitility.await().until(() -> door.http.connections() == 0);
    }
  }
}
