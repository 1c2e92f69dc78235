package io.actorproxy.host;

import static io.actorproxy.host.ClientHarness.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.codec.ActorInvocation;
import io.actorproxy.host.ClientHarness.Outcome;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Payload;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hosts whose manner of speaking HTTP is legal but unusual, or not quite legal. */
class HostMannersTest extends WithRawHost {
  private static String answerOf(String actor, String system) {
    ActorInvocationResponse answer =
        ActorInvocationResponse.newBuilder()
            .setActorName(actor)
            .setActorSystem(system)
            .setUpdatedContext(Context.getDefaultInstance())
            .build();
    return RawHost.ok(new String(answer.toByteArray(), StandardCharsets.ISO_8859_1));
  }

  private static Outcome call(ClientHarness client, ActorId actor) {
    Outcome outcome = new Outcome();
    client.onLoop(
        () -> {
          client.client.call(
              new ActorInvocation(actor, "add", Payload.ABSENT, null, null, Map.of(), Map.of()),
              LONG,
              LONG,
              outcome);
          return null;
        });
    return outcome;
  }

  @Test
  void aHostThatWritesHeadAndBodyApartIsNotKeptWaiting() {
    ClientHarness client =
        start(
            peer -> {
              // Nagle's algorithm is on, as it is in the JDK's HTTP server.
              peer.socket.setTcpNoDelay(false);
              while (true) {
                String body = peer.readRequest();
                peer.write("HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n");
                peer.write(body);
              }
            });
    long[] micros = new long[41];
    for (int i = 0; i < micros.length; i++) {
      long begin = System.nanoTime();
      assertThat(client.call("call " + i).answer()).isEqualTo("call " + i);
      micros[i] = (System.nanoTime() - begin) / 1_000;
    }
    Arrays.sort(micros);

    System.out.println("head and body apart on " + transport + ": median " + micros[20] + " us");
    // The kernel delays an acknowledgement by 40 ms.
    assertThat(micros[20]).isLessThan(20_000);
  }

  @Test
  void anAnswerThatComesBeforeTheRequestIsReadIsRead() {
    String large = "x".repeat(8 << 20);
    for (int i = 0; i < 15; i++) {
      ClientHarness client =
          start(
              peer -> {
                InputStream in = peer.socket.getInputStream();
                in.readNBytes(1000);
                peer.write(
                    "HTTP/1.1 413 Content Too Large\r\ncontent-length: 8\r\n"
                        + "connection: close\r\n\r\ntoo much");
              });

      assertFailure(client.call(large), ErrorCode.HOST_STATUS, "413", "too much");
    }
  }

  @Test
  void anAnswerThatNamesAnotherActorIsRefusedAndItsConnectionClosed() {
    ClientHarness client =
        start(
            peer -> {
              while (true) {
                peer.readRequest();
                peer.write(answerOf("ada", "shop"));
              }
            });
    ActorId ada = ActorId.named("shop", "ada");

    call(client, ada).answer();
    assertFailure(
        call(client, ActorId.named("shop", "eve")), ErrorCode.HOST_INVALID_REPLY, "another actor");
    assertFailure(
        call(client, ActorId.named("bank", "ada")), ErrorCode.HOST_INVALID_REPLY, "another actor");
    call(client, new ActorId("shop", "ada", "instance of a type named ada")).answer();
    assertThat(host().accepted()).isGreaterThan(2);
  }

  @Test
  void answersWithoutNamesAreTaken() {
    ClientHarness client = startAnswering(answerOf("", ""));

    call(client, ActorId.named("shop", "ada")).answer();
    call(client, ActorId.named("shop", "eve")).answer();
  }

  @Test
  void aSecondAnswerReachesNoOtherActor() {
    ClientHarness client =
        start(
            peer -> {
              for (int i = 0; true; i++) {
                String request = peer.readRequest();
                String actor = request.contains("ada") ? "ada" : "eve";
                peer.write(answerOf(actor, "shop"));
                if (i % 3 == 2) {
                  peer.write(answerOf(actor, "shop"));
                }
              }
            });
    for (int i = 0; i < 200; i++) {
      String actor = i % 2 == 0 ? "ada" : "eve";
      Outcome outcome = call(client, ActorId.named("shop", actor));
      if (outcome.get() instanceof String answer) {
        assertThat(answer).contains(actor);
      } else {
        assertThat(outcome.failure().code()).isEqualTo(ErrorCode.HOST_INVALID_REPLY);
      }
    }
  }

  @Test
  void theTimeoutOfALargeRequestTellsOfTheNodeSdk() {
    ClientHarness client =
        start(
            peer -> {
              peer.readRequest();
              peer.awaitClose();
            });
    Outcome large = client.call("x".repeat(65_537), LONG, 1_000);
    Outcome small = client.call("x".repeat(65_536), LONG, 1_000);
    host().awaitRequests(2);
    client.advance(1_020);

    assertFailure(large, ErrorCode.HOST_TIMEOUT, "65537 bytes", "64 KiB", "Node SDK");
    assertThat(small.failure().message()).doesNotContain("Node");
  }
}
