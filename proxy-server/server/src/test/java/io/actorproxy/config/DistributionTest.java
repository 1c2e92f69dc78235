package io.actorproxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.actorproxy.part.ServerPart;
import io.actorproxy.setting.ConfigException;
import io.actorproxy.setting.Setting;
import io.actorproxy.setting.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A distribution starts with the parts it has, and tells which it lacks. */
final class DistributionTest {
  @Test
  void thisOneHasEveryPart() {
    assertThat(Distribution.found().parts())
        .extracting(ServerPart::title)
        .containsExactlyElementsOf(KnownPart.ALL.stream().map(KnownPart::title).sorted().toList());
    assertThat(Distribution.found().lacks()).isEmpty();
  }

  @Test
  void aPartIsKnownByTheNamesOfItsVariablesAndByOneThatSwitchesItOff() {
    for (ServerPart part : Distribution.found().parts()) {
      KnownPart known =
          KnownPart.ALL.stream().filter(p -> p.title().equals(part.title())).findFirst().get();
      List<String> names = part.section().variables().stream().map(Variable::name).toList();

      assertThat(names).allMatch(known::hasVariable).contains(known.off());
      assertThat(VariablesWithoutEffect.ALL)
          .allSatisfy(group -> assertThat(group.names()).noneMatch(known::hasVariable));
    }
  }

  @Test
  void withoutAPartTheProxyIsConfiguredAndTheLackIsTold() {
    ProxyConfig config = Configurations.of(Map.of());

    assertThat(config.parts()).isEmpty();
    assertThat(config.lacks()).containsExactly("admin API", "cluster");
    assertThat(config.warnings()).isEmpty();
    assertThat(config.settings()).extracting(Setting::name).doesNotContain("PROXY_ADMIN_PORT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY_ADMIN_PORT", "PROXY_ADMIN_TOKEN", "PROXY_ADMIN_PROT"})
  void aVariableOfAPartThatIsLackingIsRefused(String name) {
    assertThat(problemsOf(Map.of(name, "9191")))
        .containsExactly(
            name
                + ": belongs to a part that this distribution lacks, the admin API; use one that"
                + " has actor-proxy-admin in lib/, or set PROXY_ADMIN_ENABLED to false");
    assertThat(problemsOf(Map.of(name, "9191", "PROXY_ADMIN_ENABLED", "true"))).hasSize(2);
  }

  @Test
  void oneThatSwitchesThePartOffIsAcceptedAndSoAreTheOthersThen() {
    ProxyConfig config =
        Configurations.of(
            Map.of("PROXY_ADMIN_ENABLED", "False", "PROXY_ADMIN_TOKEN", "open-sesame"));

    assertThat(config.warnings()).isEmpty();
    assertThat(config.chosenTable().lines())
        .containsExactly(
            "Configuration, without what has its default:",
            "  PROXY_ADMIN_ENABLED  false (no effect)",
            "  PROXY_ADMIN_TOKEN    ****** (no effect)");
  }

  @Test
  void anEmptyVariableAsksForNothing() {
    assertThat(Configurations.of(Map.of("PROXY_ADMIN_PORT", "")).warnings()).isEmpty();
  }

  private static List<String> problemsOf(Map<String, String> environment) {
    return catchThrowableOfType(ConfigException.class, () -> Configurations.of(environment))
        .problems();
  }
}
