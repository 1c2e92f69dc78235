package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.sdks.ActorScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@WithProxy(value = "SPAWN_STATESTORE_KEY=" + StatesAreEncryptedIT.OLD, own = true)
final class StatesAreEncryptedIT {
  static final String OLD = "b2xkIG9sZCBvbGQgb2xkIG9sZCBvbGQgb2xkIG9sZCE=";
  private static final String NEW = "bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldyE=";
  private static final String SECRET = "a colour not to be known";

  private static ActorScript actor() {
    return counter("counter").action("label", call -> call.tag("colour", SECRET));
  }

  @Test
  void onTheDiskAndForWhoeverHasTheKeysOnly(Scenario s) throws Exception {
    s.host(actor());
    s.ok("counter", "add", "5");
    s.ok("counter", "label");
    assertThat(filesContain(s, "AES.GCM.V1")).isTrue();
    assertThat(filesContain(s, SECRET)).isFalse();
    s.proxy().stop();
    assertThat(filesContain(s, SECRET)).isFalse();

    assertRefused(s, NEW, "SPAWN_STATESTORE_KEY does not have every key");
    assertRefused(s, "", "The states of this store are encrypted");

    restartWith(s, NEW + "," + OLD);
    assertThat(s.ok("counter", "add", "2")).isEqualTo("7");
    assertThat(s.state("counter").getTagsMap()).containsEntry("colour", SECRET);
    s.proxy().stop();

    assertRefused(s, NEW, "1 of 2 missing");
    restartWith(s, OLD + "," + NEW);
    assertThat(s.ok("counter", "read")).isEqualTo("7");
    assertThat(String.join("\n", s.proxy().log())).doesNotContain(OLD, NEW, SECRET);
  }

  private static void restartWith(Scenario s, String keys) throws IOException {
    s.proxy().set("SPAWN_STATESTORE_KEY", keys);
    s.proxy().restart();
    s.host(actor());
  }

  private static void assertRefused(Scenario s, String keys, String why) {
    assertThatThrownBy(() -> restartWith(s, keys))
        .hasMessageContaining("The proxy cannot start: ")
        .hasMessageContaining(why);
  }

  private static boolean filesContain(Scenario s, String text) throws IOException {
    try (Stream<Path> files = Files.list(s.proxy().dataDirectory())) {
      for (Path file : files.toList()) {
        if (Files.readString(file, ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }
}
