package io.actorproxy.config;

import io.actorproxy.setting.Section;
import io.actorproxy.setting.ValueType;
import io.actorproxy.setting.Variable;
import java.util.List;
import java.util.stream.Collectors;

/** {@code docs/configuration.md}, written from the declarations. */
final class ConfigurationPage {
  private static final String HEAD =
      """
      # Configuration

      <!-- Written by ConfigurationPageTest from the declarations of the proxy and of its parts. -->

      The proxy is configured by environment variables and nothing else. At start it prints those
      that are set (secrets masked); `actor-proxy config` prints all as they take effect, and
      `actor-proxy config check` what is wrong with them.

      - An empty variable counts as one that is not set.
      - A wrong value keeps the proxy from starting; the message names every wrong variable, its value
        and what is allowed.
      - Words, such as `true` or `debug`, are read without regard to case.
      - A variable that begins as those of the proxy do (`PROXY_`, `SPAWN_`, `USER_FUNCTION_`,
        `ACTORS_`) and is none of them is warned of, with the nearest name that exists. If that is one
        that protects data, such as `SPAWN_STATESTORE_KEY`, the proxy does not start.
      - Durations and sizes are whole numbers without a unit; the table says of what.
      - Variables marked * are Spawn's own: a deployment made for Spawn keeps them as they are.
      """;

  private static final String UNUSED =
      """

      ## Known without effect

      A deployment made for Spawn may set these. They are accepted; one that asks for something this
      version does not do (in bold) is warned of at start, unless its value switches the thing off.

      | About | In this version | Variables |
      |---|---|---|
      """;

  private ConfigurationPage() {}

  static String text() {
    return HEAD
        + Variables.of(Distribution.found()).sections().stream()
            .map(ConfigurationPage::section)
            .collect(Collectors.joining())
        + UNUSED
        + VariablesWithoutEffect.ALL.stream()
            .map(ConfigurationPage::unused)
            .collect(Collectors.joining());
  }

  private static String section(Section section) {
    return "\n## %s\n\n| Variable | Default | Allowed | Meaning |\n|---|---|---|---|\n"
            .formatted(section.title())
        + section.variables().stream()
            .map(ConfigurationPage::variable)
            .collect(Collectors.joining());
  }

  private static String variable(Variable<?> variable) {
    ValueType<?> type = variable.type();
    return "| `%s`%s | %s | %s | %s%s |\n"
        .formatted(
            variable.name(),
            variable.original() ? " *" : "",
            variable.defaultMeaning().isEmpty()
                ? "`" + variable.defaultText().get() + "`"
                : variable.defaultMeaning(),
            type.allowed(),
            variable.meaning(),
            variable.secret() ? " Secret." : "");
  }

  private static String unused(VariablesWithoutEffect group) {
    List<String> names =
        group.names().stream()
            .map(name -> group.asking().containsKey(name) ? "**`" + name + "`**" : "`" + name + "`")
            .toList();
    return "| %s | %s | %s |\n".formatted(group.title(), group.because(), String.join(", ", names));
  }
}
