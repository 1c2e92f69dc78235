package io.actorproxy.ingress.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.actorproxy.part.DoorSettings;
import io.actorproxy.setting.ConfigException;
import io.actorproxy.setting.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the environment decides about the admin API. */
final class AdminSettingsTest {
  private static final DoorSettings DOOR = new DoorSettings(9001, 2001, Duration.ofMillis(2002));

  @Test
  void nothingSetMeansTheRecordedDefaults() {
    assertThat(configured(Map.of()))
        .isEqualTo(
            new AdminPort(
                new AdminConfig(
                    true, "127.0.0.1", 9090, false, "", 16, 2001, Duration.ofMillis(2002))));
  }

  @Test
  void everyVariableReachesItsField() {
    Map<String, String> environment =
        Map.of(
            "PROXY_ADMIN_ENABLED", "false",
            "PROXY_ADMIN_PORT", "9191",
            "PROXY_ADMIN_INTERFACE", "0.0.0.0",
            "PROXY_ADMIN_TOKEN", "sesame",
            "PROXY_ADMIN_MAX_CONNECTIONS", "17");

    assertThat(configured(environment))
        .isEqualTo(
            new AdminPort(
                new AdminConfig(
                    false, "0.0.0.0", 9191, true, "sesame", 17, 2001, Duration.ofMillis(2002))))
        .asString()
        .doesNotContain("sesame");
    assertThat(environment).hasSameSizeAs(AdminSettings.SECTION.variables());
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

  @Test
  void thePortOfTheFrontDoorIsRefusedIfItWasChosen() {
    assertThat(problemsOf(Map.of("PROXY_ADMIN_PORT", "9001")))
        .singleElement()
        .asString()
        .startsWith("PROXY_ADMIN_PORT: \"9001\" is the port of PROXY_HTTP_PORT, too");
  }

  @Test
  void aFrontDoorOnTheDefaultPortLeavesNoneForTheAdminApi() {
    Environment env = new Environment(Map.of());

    AdminConfig config =
        AdminSettings.read(env, new DoorSettings(9090, 2001, Duration.ofMillis(2002)));

    assertThat(config.enabled()).isFalse();
    assertThat(env.warnings()).singleElement().asString().contains("set PROXY_ADMIN_PORT");
  }

  private static Object configured(Map<String, String> environment) {
    Environment env = new Environment(environment);
    Object configured = new AdminPart().configure(env, DOOR);
    env.refuseIfWrong();
    return configured;
  }

  private static List<String> problemsOf(Map<String, String> environment) {
    return catchThrowableOfType(ConfigException.class, () -> configured(environment)).problems();
  }
}
