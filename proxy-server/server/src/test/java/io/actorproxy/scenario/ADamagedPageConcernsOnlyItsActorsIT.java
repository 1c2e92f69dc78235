package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.sdks.ActorScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

@WithProxy(
    own = true,
    value = {"PROXY_STATE_HISTORY_LIMIT=0"}) // So that the state is in the file only once.
final class ADamagedPageConcernsOnlyItsActorsIT {
  private static final int PAGE = 4096;
  private static final byte GARBAGE = (byte) 0xAB;

  private static ActorScript[] actors() {
    return new ActorScript[] {
      counter("small"),
      counter("large")
          .action("swell", call -> call.newState("x".repeat(200_000)).reply("done"))
          .action("length", call -> call.reply("" + call.state().length()))
    };
  }

  @Test
  void itsActorDoesNotStartAndIsNeverReplacedAndTheOthersGoOn(Scenario s) throws Exception {
    s.host(actors());
    s.ok("large", "swell");
    s.ok("small", "add", "5");
    s.proxy().stop();
    Path file = s.proxy().dataDirectory().resolve("actor-proxy.db");
    int page = damage(file);

    s.proxy().restart();
    s.host(actors());
    assertThat(s.refused("large", "length").code()).isEqualTo("STATE_CORRUPTED");
    assertThat(s.refused("large", "swell").code()).isEqualTo("STATE_CORRUPTED");
    assertThat(s.ok("small", "add", "1")).isEqualTo("6");
    assertThat(s.client().send("GET", "/health/readiness", Map.of(), "").status()).isEqualTo(200);

    s.proxy().stop();
    assertThat(pageOf(file, page)).containsOnly(GARBAGE);
  }

  /** Overwrites a page in the middle of the large state; returns where it begins. */
  private static int damage(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    byte[] ofTheState = new byte[PAGE - 4]; // The first bytes of such a page name the next one.
    Arrays.fill(ofTheState, (byte) 'x');
    int pages = 0;
    for (int page = 0; page < bytes.length; page += PAGE) {
      if (Arrays.equals(bytes, page + 4, page + PAGE, ofTheState, 0, PAGE - 4) && ++pages == 20) {
        Arrays.fill(bytes, page, page + PAGE, GARBAGE);
        Files.write(file, bytes);
        return page;
      }
    }
    throw new AssertionError("only " + pages + " pages are wholly of the large state");
  }

  private static byte[] pageOf(Path file, int begin) throws Exception {
    return Arrays.copyOfRange(Files.readAllBytes(file), begin, begin + PAGE);
  }
}
