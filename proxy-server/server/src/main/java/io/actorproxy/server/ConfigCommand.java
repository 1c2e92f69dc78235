package io.actorproxy.server;

import io.actorproxy.command.AdminCommands;
import io.actorproxy.config.ProxyConfig;
import io.actorproxy.setting.ConfigException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The command {@code config}: what the environment configures, without starting anything. */
final class ConfigCommand {
  static final String NAME = "config";

  static final String USAGE =
      """
      usage:
        config
            print every variable as it takes effect, secrets masked
        config check
            print what is wrong or has no effect; the exit status is 1 if the proxy would not start so
      """;

  private static final int EXIT_REFUSED = 1;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  ConfigCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /**
   * @return the exit status
   */
  int run(List<String> arguments) {
    boolean check = arguments.equals(List.of("check"));
    if (!check && !arguments.isEmpty()) {
      err.printf("Expected config or config check%n%n%s", USAGE);
      return AdminCommands.EXIT_WRONG_USAGE;
    }
    try {
      ProxyConfig config = ProxyConfig.fromEnvironment(environment, RandomGenerator.getDefault());
      if (check) {
        config.warnings().forEach(out::println);
        out.println("The configuration is valid");
      } else {
        out.println(config.effectiveTable());
      }
      return AdminCommands.EXIT_DONE;
    } catch (ConfigException e) {
      e.problems().forEach(err::println);
      return EXIT_REFUSED;
    }
  }
}
