package io.actorproxy.hostile;

import static io.actorproxy.sdks.ActorScript.named;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.http.ResponseReader.Response;
import io.actorproxy.sdks.ActionCall;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take without giving, and many of them. */
@Timeout(300)
final class FloodsIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Map<String, String> SHORT_REQUESTS =
      Map.of("PROXY_HTTP_REQUEST_TIMEOUT", "1000");

  @Test
  void twoThousandIdleConnectionsDisturbNobody() throws Exception {
    try (Victim victim = Victim.start(Sdk.GO, Map.of())) {
      assertThat(victim.call(Victim.CALM, "add", "1")).isEqualTo("1");
      int filesBefore = victim.openFiles();
      List<RawConnection> idle = new ArrayList<>();
      try {
        for (int i = 0; i < 2_000; i++) {
          RawConnection connection = new RawConnection(victim.port());
          idle.add(connection);
          if (i % 2 == 0) {
            connection.write("POST /api/v1/sys".getBytes(US_ASCII));
          }
        }
        await().atMost(LONG).until(() -> victim.openFiles() > 2_000);

        for (int i = 2; i <= 200; i++) {
          assertThat(victim.call(Victim.CALM, "add", "1")).isEqualTo("" + i);
        }
      } finally {
        for (RawConnection connection : idle) {
          connection.close();
        }
      }
      await().atMost(LONG).until(() -> victim.openFiles() <= filesBefore + 2);
      victim.assertHealthy();
    }
  }

  @Test
  void aClientThatSendsByteByByteIsCutOffAndOthersAreServed() throws Exception {
    byte[] head =
        "POST /api/v1/system HTTP/1.1\r\nhost: x\r\ncontent-length: 9999\r\n\r\n"
            .getBytes(US_ASCII);
    try (Victim victim = Victim.start(Sdk.GO, SHORT_REQUESTS)) {
      List<RawConnection> slow = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        RawConnection connection = new RawConnection(victim.port());
        slow.add(connection);
        if (i % 2 == 0) {
          connection.write(head);
        }
      }
      for (int i = 0; slow.stream().anyMatch(FloodsIT::isUnanswered); i++) {
        for (RawConnection connection : slow) {
          if (isUnanswered(connection)) {
            connection.write(new byte[] {head[i % head.length]});
          }
        }
        assertThat(victim.call(Victim.CALM, "add", "1")).isEqualTo("" + (i + 1));
      }
      for (RawConnection connection : slow) {
        Response answer = requireNonNull(connection.read(false));
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.text()).contains("REQUEST_TIMEOUT");
        assertThat(connection.isAtEnd()).isTrue();
        connection.close();
      }
      victim.assertHealthy();
    }
  }

  private static boolean isUnanswered(RawConnection connection) {
    try {
      return connection.available() == 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aClientThatDoesNotReadItsAnswersTakesNoMemory() throws Exception {
    byte[] large = request("echo", 1 << 20);
    try (Victim victim =
            Victim.start(Sdk.GO, SHORT_REQUESTS, named("echo").action("echo", FloodsIT::echo));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> deaf = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        deaf.add(threads.submit(() -> sendUntilCutOff(victim.port(), large)));
      }
      long most = 0;
      int calls = 0;
      while (!deaf.stream().allMatch(Future::isDone)) {
        assertThat(victim.call(Victim.CALM, "add", "1")).isEqualTo("" + ++calls);
        most = Math.max(most, victim.residentBytes());
      }
      int sent = 0;
      for (Future<Integer> one : deaf) {
        sent += one.get();
      }
      System.out.printf(
          "Slow readers: %d MiB sent and not one answer read, %d MiB resident at most, %d other"
              + " calls%n",
          sent, most >> 20, calls);
      victim.assertHealthy();
      assertThat(most).isLessThan(800L << 20);
    }
  }

  private static void echo(ActionCall call) {
    call.response().setValue(call.invocation().getValue());
  }

  /** Sends requests and never reads; returns how many it could send. */
  private static int sendUntilCutOff(int port, byte[] request) {
    int sent = 0;
    try (RawConnection connection = new RawConnection(port)) {
      while (true) {
        connection.write(request);
        sent++;
      }
    } catch (IOException cutOff) {
      return sent;
    }
  }

  private static byte[] request(String actor, int size) {
    InvocationRequest message =
        Victim.request(actor, "echo", "").setValue(Values.bytes(size)).build();
    return Attacks.post(SpawnClient.invokePath(message), message.toByteArray());
  }
}
