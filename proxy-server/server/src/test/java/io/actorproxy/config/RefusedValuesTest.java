package io.actorproxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.actorproxy.setting.ConfigException;
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
        "PROXY_UDS_MODE | 888 | `\"888\" is not a mode; allowed is three octal digits, such as"
            + " 660`",
        "PROXY_UDS_MODE | 66 | `\"66\" is not a mode; allowed is three octal digits, such as 660`",
        "PROXY_UDS_MODE | rw-rw---- | `\"rw-rw----\" is not a mode; allowed is three octal digits,"
            + " such as 660`",
        "PROXY_STATE_DURABILITY | none | `\"none\" is not allowed; allowed is acknowledged or"
            + " snapshot`",
        "PROXY_HTTP_CLIENT_ADAPTER | hackney | `\"hackney\" is not allowed; allowed is finch`",
        "PROXY_IO | kqueue | `\"kqueue\" is not allowed; allowed is auto, epoll, nio or io_uring`",
        "PROXY_DEPLOYMENT_MODE | daemon | `\"daemon\" is not available in this version; allowed is"
            + " sidecar`",
        "PROXY_SNAPSHOT_INTERVAL | 99 | `\"99\" is out of range; allowed is a whole number of"
            + " milliseconds from 100 to 31536000000`",
        "PROXY_HOST_TIMEOUT | 5s | `\"5s\" is not a whole number of milliseconds; allowed is a"
            + " whole number of milliseconds from 1 to 86400000`",
        "PROXY_STATE_MAX_BYTES | 4Mi | `\"4Mi\" is not a whole number of bytes; allowed is a whole"
            + " number of bytes from 1024 to 1073741824`",
        "SPAWN_SUPERVISORS_ACTORS_MAX_SECONDS | 1h | `\"1h\" is not a whole number of seconds;"
            + " allowed is a whole number of seconds from 1 to 86400`",
      })
  void aWrongValueIsNamedWithWhatIsAllowed(String name, String value, String message) {
    assertThat(problemsOf(Map.of(name, value))).containsExactly(name + ": " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cockroachdb", "mssql", "oracle"})
  void aDatabaseWithoutADriverIsRefusedInOneLineNamingWhatThereIs(String type) {
    String key = "A".repeat(43) + "=";
    assertThat(problemsOf(Map.of("PROXY_DATABASE_TYPE", type, "SPAWN_STATESTORE_KEY", key)))
        .containsExactly(
            "PROXY_DATABASE_TYPE: \"%s\" is the type of no driver; found are mariadb, memory, mysql, postgres, sqlite; allowed is sqlite, memory, postgres, mariadb or mysql, or the type of a driver on the class path or in PROXY_DRIVER_PATH"
                .formatted(type));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://localhost | begins with a scheme, which has to be left out",
        "tcp://10.0.0.1:8090 | begins with a scheme, which has to be left out",
        "localhost:8090 | has a port, which has a variable of its own",
        "[::1]:8090 | has a port, which has a variable of its own",
        "no such host | has a character that no name of a machine has",
        "a/b | has a character that no name of a machine has",
        "a@b | has a character that no name of a machine has",
      })
  void theNameOfAMachineIsNothingElse(String value, String refusal) {
    for (String name :
        List.of("USER_FUNCTION_HOST", "PROXY_HOST_INTERFACE", "PROXY_ADMIN_INTERFACE")) {
      assertThat(problemsOf(Map.of(name, value, "PROXY_ADMIN_TOKEN", "t")))
          .containsExactly(
              "%s: \"%s\" %s; allowed is an address or a host name"
                  .formatted(name, value, refusal));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:postgresql://db", "tcp://db", "a,,b", "a b", "a/b:1", "db,x y:1"})
  void theMachinesOfADatabaseAreNothingElse(String value) {
    assertThat(problemsOf(Map.of("PROXY_DATABASE_HOST", value)))
        .singleElement()
        .asString()
        .startsWith("PROXY_DATABASE_HOST: \"" + value + "\" ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"db", "a, b:5433", "[::1]:5432,::1"})
  void aDatabaseMayHaveSeveralMachines(String value) {
    assertThat(
            ProxyConfig.fromEnvironment(Map.of("PROXY_DATABASE_HOST", value), new Random(7))
                .store()
                .type())
        .isEqualTo("sqlite");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "my_app", "a-b.c.svc", "10.0.0.7", "::1", "fe80::1%eth0"})
  void everyOtherNameOfAMachineIsTaken(String value) {
    assertThat(
            ProxyConfig.fromEnvironment(Map.of("USER_FUNCTION_HOST", value), new Random(7))
                .host()
                .address())
        .isEqualTo(value);
  }

  @Test
  void aSmallestValueAboveTheLargestIsRefused() {
    assertThat(
            problemsOf(
                Map.of("PROXY_OUTBOX_BACKOFF_MIN", "60000", "PROXY_OUTBOX_BACKOFF_MAX", "100")))
        .singleElement()
        .asString()
        .startsWith(
            "PROXY_OUTBOX_BACKOFF_MIN: \"60000\" is more than PROXY_OUTBOX_BACKOFF_MAX, 100;");
  }

  @Test
  void aProxyThatWouldCallItselfIsRefused() {
    assertThat(problemsOf(Map.of("USER_FUNCTION_PORT", "9001")))
        .singleElement()
        .asString()
        .startsWith("USER_FUNCTION_PORT: \"9001\" is the port of the proxy itself");
    Map<String, String> elsewhere =
        Map.of("USER_FUNCTION_PORT", "9001", "USER_FUNCTION_HOST", "app");
    assertThat(ProxyConfig.fromEnvironment(elsewhere, new Random(7)).host().port()).isEqualTo(9001);
  }

  @Test
  void twoPortsThatAreTheSameAreRefusedIfBothWereChosen() {
    assertThat(problemsOf(Map.of("PROXY_HTTP_PORT", "9500", "PROXY_ADMIN_PORT", "9500")))
        .singleElement()
        .asString()
        .startsWith("PROXY_ADMIN_PORT: \"9500\" is the port of PROXY_HTTP_PORT, too");

    ProxyConfig config =
        ProxyConfig.fromEnvironment(Map.of("PROXY_HTTP_PORT", "9090"), new Random(7));
    assertThat(config.parts().toString()).contains("AdminConfig[disabled");
    assertThat(config.warnings()).singleElement().asString().contains("set PROXY_ADMIN_PORT");
  }

  @ParameterizedTest
  @CsvSource({
    "SPAWN_STATSTORE_KEY,     SPAWN_STATESTORE_KEY",
    "SPAWN_STATE_STORE_KEY,   SPAWN_STATESTORE_KEY",
    "PROXY_STATESTORE_KEY,    SPAWN_STATESTORE_KEY",
    "SPAWN_STATESTORE_KEYS,   SPAWN_STATESTORE_KEY",
    "PROXY_ADMIN_TOKN,        PROXY_ADMIN_TOKEN",
    "PROXY_DATABASE_SSL_VERFY, PROXY_DATABASE_SSL_VERIFY",
    "PROXY_HOST_INTERFACES,   PROXY_HOST_INTERFACE",
  })
  void aSlipInTheNameOfWhatProtectsKeepsTheProxyFromStarting(String name, String meant) {
    assertThat(problemsOf(Map.of(name, "secret-value")))
        .containsExactly(
            "%s: is not a variable of the proxy; did you mean %s? Without it less is protected, so the proxy does not start"
                .formatted(name, meant));
  }

  @Test
  void aNameThatLooksLikeOneThatIsSetIsOnlyWarnedOf() {
    Map<String, String> both =
        Map.of("PROXY_ADMIN_TOKEN", "t", "PROXY_ADMIN_TOKENS", "t", "PROXY_ADMIN_USER", "ada");

    assertThat(ProxyConfig.fromEnvironment(both, new Random(7)).warnings()).hasSize(2);
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
  @ValueSource(
      strings = {" 1", "1 ", "+1", "1_000", "0x10", "1e3", "1.0", "١", "99999999999999999999"})
  void aNumberIsDigitsAndNothingElse(String value) {
    assertThat(problemsOf(Map.of("PROXY_MAX_HOPS", value))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "on", "yes", " true"})
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
            "PROXY_DATABASE_TYPE", "ora cle",
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

  private static List<String> problemsOf(Map<String, String> env) {
    return refused(env).problems();
  }

  private static ConfigException refused(Map<String, String> env) {
    return catchThrowableOfType(
        ConfigException.class, () -> ProxyConfig.fromEnvironment(env, new Random(7)));
  }
}
