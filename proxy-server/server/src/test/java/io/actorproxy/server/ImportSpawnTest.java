package io.actorproxy.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.spawnimport.SpawnOnPostgres;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.sqlite.SqliteStoreDriver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as it is typed, from a database of Spawn into a file. */
final class ImportSpawnTest {
  private static SpawnOnPostgres spawn;
  private static String url;

  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void configure(@TempDir Path directory) {
    environment.put("PROXY_DATABASE_TYPE", "sqlite");
    environment.put("PROXY_DATA_DIR", directory.toString());
    environment.put("PROXY_IMPORT_KEY", SpawnOnPostgres.KEY);
  }

  @BeforeAll
  static void start() throws Exception {
    spawn = new SpawnOnPostgres();
    url = spawn.newDatabase();
  }

  @AfterAll
  static void stop() throws IOException {
    spawn.close();
  }

  @Test
  void aDryRunThenTheCopyThenADecision() {
    assertThat(run("--from", url)).as(out.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8)).contains("A dry run", "10 actors to be copied");
    assertThat(run("--from", url, "--apply")).isZero();
    assertThat(out.toString(UTF_8)).contains("10 actors copied", "Nothing was left behind.");
    assertThat(run("--adopt", "spawn-system/counter/bench0", "--apply")).isZero();
    assertThat(run("--adopt", "spawn-system/counter/bench0", "--apply")).isEqualTo(1);
    assertThat(out.toString(UTF_8)).doesNotContain(SpawnOnPostgres.KEY);
  }

  @Test
  void onlyTheSystemThatIsNamedIsCopied() {
    assertThat(run("--from", url, "--system", "other", "--apply")).isZero();
    assertThat(out.toString(UTF_8)).doesNotContain("actors copied");
    assertThat(run("--from", url, "--system", "spawn-system", "--apply")).isZero();
    assertThat(out.toString(UTF_8)).contains("10 actors copied");
  }

  @Test
  void whatIsLeftBehindIsAnExitStatus() {
    environment.put("PROXY_IMPORT_KEY", "bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldyE=");

    assertThat(run("--from", url, "--apply")).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("70 rows that cannot be read");
  }

  @Test
  void aKeyMayBeAnArgument() {
    environment.remove("PROXY_IMPORT_KEY");

    assertThat(run("--from", url, "--key", SpawnOnPostgres.KEY)).isZero();
    assertThat(run("--from", url, "--key", "short")).isEqualTo(2);
    assertThat(out.toString(UTF_8)).doesNotContain(SpawnOnPostgres.KEY);
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    for (List<String> wrong :
        List.of(
            List.<String>of(),
            List.of("--form", url),
            List.of("--from"),
            List.of("--from", "jdbc:oracle:x"),
            List.of("--from", url, "--adopt", "spawn-system//bench0"),
            List.of("--row", "7", "--adopt", "spawn-system//bench0"),
            List.of("--adopt", "bench0"))) {
      assertThat(run(wrong.toArray(String[]::new))).as(wrong.toString()).isEqualTo(2);
    }
    assertThat(out.toString(UTF_8)).contains("there is no option --form", "usage: import-spawn");
  }

  @Test
  void aServerThatDoesNotAnswerIsTold() {
    assertThat(run("--from", "jdbc:postgresql://127.0.0.1:1/spawn")).isEqualTo(2);
    assertThat(out.toString(UTF_8)).contains("Cannot read Spawn's database: ");
  }

  @Test
  void aStoreThatAProxyUsesIsTold(@TempDir Path directory) throws Exception {
    environment.put("PROXY_DATA_DIR", directory.toString());
    try (StateStore _ =
        new SqliteStoreDriver().open(new StoreSettings(directory, 1 << 20, Map.of()))) {
      assertThat(run("--from", url)).isEqualTo(2);
    }
    assertThat(out.toString(UTF_8)).contains("Cannot open the store: ", "is in use by");
  }

  private int run(String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addFirst("import-spawn");
    PrintStream printed = new PrintStream(out, true, UTF_8);
    return new Commands(environment, printed, printed).run(words.toArray(String[]::new));
  }
}
