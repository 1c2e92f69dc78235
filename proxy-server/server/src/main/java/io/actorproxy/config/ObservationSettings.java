package io.actorproxy.config;

import static io.actorproxy.setting.ValueType.flag;
import static io.actorproxy.setting.ValueType.integer;
import static io.actorproxy.setting.ValueType.oneOf;

import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.Variable;

/** Settings of logs and metrics. */
final class ObservationSettings {
  static final Section SECTION = new Section("Logs and metrics");

  static final Variable<LogLevel> LOGGER_LEVEL =
      SECTION.original(
          "SPAWN_PROXY_LOGGER_LEVEL",
          oneOf(LogLevel.words()),
          "info",
          "How much is logged. `info`: starts, stops, registrations, refusals and lasting failures;"
              + " `debug`: also each call that fails, and all settings; `trace`: also each"
              + " invocation, by actor and action, never its content.");
  static final Variable<Boolean> DISABLE_METRICS =
      SECTION.original(
          "SPAWN_DISABLE_METRICS", flag(), false, "Collect no metrics; `/metrics` says so.");
  static final Variable<Integer> METRICS_MAX_ACTIONS =
      SECTION.ours(
          "PROXY_METRICS_MAX_ACTIONS",
          integer(0, 1_000_000),
          250,
          "Maximum number of actions, of all types together, that have lines of their own in"
              + " `/metrics`, nine for each outcome; the others are counted together as `other`.");
  static final Variable<Boolean> CONSOLE_METRICS =
      SECTION.original(
          "SPAWN_CONSOLE_METRICS", flag(), false, "Log a line of figures once a minute.");

  private ObservationSettings() {}

  static ObservationConfig read(Environment env) {
    return new ObservationConfig(
        env.get(LOGGER_LEVEL),
        !env.get(DISABLE_METRICS),
        env.get(METRICS_MAX_ACTIONS),
        env.get(CONSOLE_METRICS));
  }
}
