package io.actorproxy.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program does when it is given arguments. */
final class CommandsTest {
  private record Result(int status, String out, String err) {}

  @ParameterizedTest
  @ValueSource(strings = {"--version", "version"})
  void theVersionIsOneLine(String word) {
    assertThat(run(Map.of(), word))
        .isEqualTo(new Result(0, "actor-proxy " + ProxyVersion.VERSION + "\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "config", "import-spawn", "dead-letters", "history", "actors"})
  void everyCommandHasAHelp(String command) {
    Result help = run(Map.of(), "help", command);

    assertThat(help.status()).isZero();
    assertThat(help.out()).startsWith("usage:").contains(command);
    assertThat(run(Map.of(), command, "--help")).isEqualTo(help);
    assertThat(run(Map.of(), "help").out()).contains("\n  " + command + " ");
  }

  @ParameterizedTest
  @CsvSource({
    "dead-letter, did you mean dead-letters?",
    "hstory, did you mean history?",
    "confg, did you mean config?",
    "--port, none named '--port'",
  })
  void anUnknownCommandIsAWrongUsageAndTheNearestIsNamed(String command, String hint) {
    Result result = run(Map.of(), command);

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains(hint, "usage: actor-proxy [command]");
    assertThat(run(Map.of(), "help", command).status()).isEqualTo(2);
  }

  @Test
  void theServerIsACommandThatTakesNothing() {
    assertThat(Commands.areServer()).isTrue();
    assertThat(Commands.areServer("run")).isTrue();
    assertThat(Commands.areServer("run", "--help")).isFalse();
    assertThat(run(Map.of(), "run", "fast").status()).isEqualTo(2);
  }

  @Test
  void theConfigurationIsShownWithoutSecrets() {
    Result result =
        run(Map.of("PROXY_ADMIN_TOKEN", "open-sesame", "PROXY_HTTP_PORT", "80"), "config");

    assertThat(result.status()).isZero();
    assertThat(result.out())
        .containsPattern("PROXY_HTTP_PORT +80 \\(environment\\)")
        .containsPattern("PROXY_ADMIN_TOKEN +\\*+ ")
        .containsPattern("PROXY_HOST_TIMEOUT +60000 \\(default\\)")
        .doesNotContain("open-sesame");
  }

  @Test
  void aConfigurationCanBeCheckedWithoutAStart() {
    assertThat(run(Map.of("PROXY_HTTP_PORTS", "80"), "config", "check"))
        .isEqualTo(
            new Result(
                0,
                "PROXY_HTTP_PORTS is not a variable of the proxy and is ignored;"
                    + " did you mean PROXY_HTTP_PORT?\nThe configuration is valid\n",
                ""));
    Result refused = run(Map.of("PROXY_HTTP_PORT", "eighty"), "config", "check");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).startsWith("PROXY_HTTP_PORT: \"eighty\" is not a whole number");
    assertThat(run(Map.of(), "config", "chek").status()).isEqualTo(2);
  }

  @Test
  void aCommandOfAPartThatIsLackingIsToldSo() {
    Result result = run(Map.of(), new PartCommands(List.of()), "import-spawn", "--help");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            "import-spawn belongs to a part that this distribution lacks; use one that has"
                + " actor-proxy-spawn-import in lib/\n");
    assertThat(run(Map.of(), new PartCommands(List.of()), "help").out())
        .doesNotContain("import-spawn")
        .contains("dead-letters");
  }

  @Test
  void thisDistributionHasTheCommandOfEveryPart() {
    for (String name : PartCommands.found().names()) {
      assertThat(PartCommands.lackOf(name)).as(name).isNotNull();
    }
    assertThat(PartCommands.found().names()).containsExactly("import-spawn");
  }

  private static Result run(Map<String, String> environment, String... words) {
    return run(environment, PartCommands.found(), words);
  }

  private static Result run(
      Map<String, String> environment, PartCommands ofParts, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        new Commands(
                environment,
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                ofParts)
            .run(words);
    return new Result(status, out.toString(UTF_8), err.toString(UTF_8));
  }
}
