package io.actorproxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RefusedValuesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PROXY_HTTP_PORT | 9001x | `\"9001x\" is not a whole number; allowed is a whole number from"
            + " 0 to 65535`",
        "PROXY_HTTP_PORT | 65536 | `\"65536\" is out of range; allowed is a whole number from 0 to"
            + " 65535`",
        "PROXY_HTTP_PORT | -1 | `\"-1\" is out of range; allowed is a whole number from 0 to"
            + " 65535`",
        "PROXY_UDS_ENABLED | yes | `\"yes\" is not allowed; allowed is true or false`",
        "PROXY_STATE_DURABILITY | none | `\"none\" is not allowed; allowed is acknowledged or"
            + " snapshot`",
        "PROXY_HTTP_CLIENT_ADAPTER | hackney | `\"hackney\" is not allowed; allowed is finch`",
        "PROXY_IO | kqueue | `\"kqueue\" is not allowed; allowed is auto, epoll, nio or io_uring`",
        "PROXY_DEPLOYMENT_MODE | daemon | `\"daemon\" is not available in this version; allowed is"
            + " sidecar`",
        "PROXY_SNAPSHOT_INTERVAL | 99 | `\"99\" is out of range; allowed is a whole number from 100"
            + " to 31536000000`",
      })
  void aWrongValueIsNamedWithWhatIsAllowed(String name, String value, String message) {
    assertThat(problemsOf(Map.of(name, value))).containsExactly(name + ": " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "cockroachdb", "mssql"})
  void aDatabaseOfTheOriginalIsRefusedNamingWhatThereIs(String type) {
    assertThat(problemsOf(Map.of("PROXY_DATABASE_TYPE", type)))
        .containsExactly(
            "PROXY_DATABASE_TYPE: \"%s\" is not available in this version; allowed is sqlite, memory, postgres, mariadb or mysql"
                .formatted(type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "mariadb", "mysql"})
  void aDatabaseOnTheNetworkNeedsAKeyOrLeaveToGoWithoutOne(String type) {
    assertThat(problemsOf(Map.of("PROXY_DATABASE_TYPE", type)))
        .containsExactly(
            "PROXY_STATE_ALLOW_PLAINTEXT: \"false\" keeps states from going unencrypted into a"
                + " database on the network, as PROXY_DATABASE_TYPE "
                + type
                + " is: set SPAWN_STATESTORE_KEY, or this to true; allowed is true or false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "10.0.0.7", "127.0.0.1.example", "admin.example", "::"})
  void anAdminApiForOthersThanThisMachineNeedsAToken(String address) {
    assertThat(problemsOf(Map.of("PROXY_ADMIN_INTERFACE", address)))
        .containsExactly(
            "PROXY_ADMIN_INTERFACE: \"%s\" lets others than this machine ask, so PROXY_ADMIN_TOKEN has to be set; allowed is an address or a host name"
                .formatted(address));
  }

  @Test
  void aTokenIsNeverShownAndIsWhatAHeaderCanShow() {
    assertThat(problemsOf(Map.of("PROXY_ADMIN_TOKEN", "two words")))
        .singleElement()
        .asString()
        .startsWith("PROXY_ADMIN_TOKEN: ")
        .doesNotContain("two words");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" 1", "1 ", "+1", "1_000", "0x10", "1e3", "1.0", "١", "99999999999999999999"})
  void aNumberIsDigitsAndNothingElse(String value) {
    assertThat(problemsOf(Map.of("PROXY_MAX_HOPS", value))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"True", "TRUE", "1", "on", " true"})
  void aBooleanIsTrueOrFalseAndNothingElse(String value) {
    assertThat(problemsOf(Map.of("SPAWN_DISABLE_METRICS", value))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not base64! | is not base64 in key 1",
        "c2hvcnQ= | has 5 bytes in key 1",
        "KEY,KEY, | has 0 bytes in key 3",
        "KEY, KEY | is not base64 in key 2",
        "KEY,c2hvcnQ= | has 5 bytes in key 2",
      })
  void aWrongEncryptionKeyIsNamedByItsPlaceAndNotShown(String value, String refusal) {
    String key = "A".repeat(43) + "=";
    assertThat(problemsOf(Map.of("SPAWN_STATESTORE_KEY", value.replace("KEY", key))))
        .containsExactly(
            ("SPAWN_STATESTORE_KEY: \"******\" %s; allowed is base64 of 32 bytes, or up to 16 of"
                    + " these separated by commas")
                .formatted(refusal));
  }

  @Test
  void tooManyEncryptionKeysAreRefused() {
    String keys = String.join(",", Collections.nCopies(17, "A".repeat(43) + "="));
    assertThat(problemsOf(Map.of("SPAWN_STATESTORE_KEY", keys)).getFirst()).contains("has 17 keys");
  }

  @Test
  void allWrongValuesAreReportedTogether() {
    Map<String, String> env =
        Map.of(
            "PROXY_HTTP_PORT", "x",
            "PROXY_DATABASE_TYPE", "oracle",
            "USER_FUNCTION_PORT", "0",
            "SPAWN_PROXY_LOGGER_LEVEL", "loud");

    ConfigException refused = refused(env);

    assertThat(refused.problems()).hasSize(4);
    assertThat(refused)
        .hasMessageStartingWith("The configuration is refused:\n  ")
        .hasMessageContainingAll(
            "PROXY_HTTP_PORT", "PROXY_DATABASE_TYPE", "USER_FUNCTION_PORT", "\"loud\"");
  }

  @Test
  void aBufferThatCannotHoldOneBodyIsRefused() {
    Map<String, String> env =
        Map.of("PROXY_HTTP_MAX_BODY_BYTES", "4194304", "PROXY_HTTP_MAX_BUFFERED_BYTES", "2097152");

    assertThat(problemsOf(env).getFirst())
        .startsWith(
            "PROXY_HTTP_MAX_BUFFERED_BYTES: \"2097152\" is less than PROXY_HTTP_MAX_BODY_BYTES,"
                + " 4194304");
  }

  @Test
  void aSocketPathLongerThanTheKernelTakesIsRefused() {
    Map<String, String> longest = Map.of("PROXY_UDS_ADDRESS", "/" + "s".repeat(106));

    assertThat(ProxyConfig.fromEnvironment(longest, new Random(7)).warnings()).isEmpty();
    assertThat(problemsOf(Map.of("PROXY_UDS_ADDRESS", "/" + "s".repeat(107)))).hasSize(1);
  }

  @Test
  void aNameMustBePrintable() {
    assertThat(problemsOf(Map.of("PROXY_ACTOR_SYSTEM_NAME", "a\nb")))
        .containsExactly(
            "PROXY_ACTOR_SYSTEM_NAME: \"a?b\" is blank or has control characters; allowed is a"
                + " name");
    assertThat(problemsOf(Map.of("PROXY_ACTOR_SYSTEM_NAME", " "))).hasSize(1);
  }

  @Test
  void aWrongSecretIsNotShown() {
    var password =
        new Variable<>("PASSWORD", ValueType.integer(0, 9), "0", "", "A secret.", true, false);
    var env = new Environment(Map.of("PASSWORD", "hunter2"));

    env.get(password);

    assertThat(env.settings())
        .containsExactly(new Setting("PASSWORD", "******", Setting.Source.ENVIRONMENT));
    assertThat(catchThrowableOfType(ConfigException.class, env::refuseIfWrong))
        .hasMessageContaining("PASSWORD: \"******\" is not a whole number")
        .hasMessageNotContaining("hunter2");
  }

  private static List<String> problemsOf(Map<String, String> env) {
    return refused(env).problems();
  }

  private static ConfigException refused(Map<String, String> env) {
    return catchThrowableOfType(
        ConfigException.class, () -> ProxyConfig.fromEnvironment(env, new Random(7)));
  }
}
