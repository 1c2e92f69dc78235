package io.actorproxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.http.ServerHarness.Client;
import io.actorproxy.time.ManualTime;
import io.actorproxy.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a connection whose place is taken. */
final class EvictionTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** More connections than may stay open without a place. */
  private static final int CROWD = 300;

  private final ManualTime time = new ManualTime();
  private final Looks looks = new Looks();

  /** Time stands still. When the test's own thread looks at it, something may happen first. */
  private final class Looks implements TimeSource {
    private final Thread tester = Thread.currentThread();
    private int left;
    private @Nullable Callable<?> then;

    void at(int look, Callable<?> what) {
      left = look;
      then = what;
    }

    @Override
    public long nanoTime() {
      if (Thread.currentThread() == tester && then != null && --left == 0) {
        call(then);
        then = null;
      }
      return time.nanoTime();
    }

    private static void call(Callable<?> what) {
      try {
        what.call();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public long epochMillis() {
      return time.epochMillis();
    }
  }

  /** Another connection looks for a place and finds one that waits; meanwhile a request comes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aRequestThatComesWhileItsPlaceIsTakenIsAnswered(int look) throws Exception {
    try (ServerHarness server = new ServerHarness(1, LONG, LONG, looks);
        Client client = server.connect()) {
      waitInACrowd(server, client);
      Exchange<?>[] asked = new Exchange<?>[1];
      looks.at(
          look,
          () -> {
            client.ask("/", "");
            return asked[0] = server.nextAsked();
          });

      server.admission.enter(new Place(looks, () -> {}));

      assertThat(asked[0]).as("the request that came meanwhile").isNotNull();
      ServerHarness.answer(asked[0], "done");
      assertThat(client.read().text()).isEqualTo("done");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aResponseThatIsReadWhileItsPlaceIsTakenIsReadToTheEnd(int look) throws Exception {
    try (ServerHarness server = new ServerHarness(1, LONG, LONG, looks);
        Client client = server.connect()) {
      waitInACrowd(server, client);
      looks.at(
          look,
          () -> {
            client.ask("/", "");
            server.answer(ServerHarness.LARGE);
            return client.awaitResponse();
          });

      server.admission.enter(new Place(looks, () -> {}));

      assertThat(client.read().body()).hasSize(ServerHarness.LARGE);
    }
  }

  /** The client was answered some time ago, and there are more connections than places. */
  private void waitInACrowd(ServerHarness server, Client client) throws Exception {
    client.ask("/", "");
    server.answer(1);
    client.read();
    server.awaitLoop();
    for (int i = 0; i < CROWD; i++) {
      server.admission.enter(new Place(looks, () -> {}));
    }
    assertThat(server.admission.isCrowded()).isTrue();
    time.advanceMillis(2_000);
  }

  /** Its client may still read why it was refused, unless another needs the place. */
  @Test
  void aConnectionThatIsOverIsClosedWithItsPlace() throws Exception {
    try (ServerHarness server = new ServerHarness(1, LONG, LONG, time);
        Client refused = server.connect()) {
      refused.send("GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 9999999\r\n\r\n");
      assertThat(refused.read().status()).isEqualTo(413);

      try (Client late = server.connect()) {
        for (int i = 0; i < 2; i++) {
          late.ask("/", "");
          server.answer(1);
          late.read();
        }
        assertThat(server.admission.connections()).isEqualTo(1);
      }
    }
  }
}
