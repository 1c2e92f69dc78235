package io.actorproxy.server;

import io.actorproxy.config.LogLevel;
import io.actorproxy.config.LogSetup;
import io.actorproxy.config.ProxyConfig;
import io.actorproxy.part.PartCommand;
import io.actorproxy.part.Program;
import io.actorproxy.part.StoreAccess;
import io.actorproxy.setting.ConfigException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The commands that parts bring.
 *
 * @param commands in the order of their names
 */
record PartCommands(List<PartCommand> commands) {
  /** The commands that a distribution may have, with the jar that brings each. */
  private static final Map<String, String> JARS =
      Map.of("import-spawn", "actor-proxy-spawn-import");

  PartCommands {
    commands = commands.stream().sorted(Comparator.comparing(PartCommand::name)).toList();
  }

  /**
   * Those of the class path.
   *
   * @throws ConfigException if one cannot be loaded; says which
   */
  static PartCommands found() {
    try {
      return new PartCommands(
          ServiceLoader.load(PartCommand.class, PartCommands.class.getClassLoader()).stream()
              .map(ServiceLoader.Provider::get)
              .toList());
    } catch (ServiceConfigurationError e) {
      throw new ConfigException(List.of("A command cannot be loaded: " + e.getMessage()));
    }
  }

  Optional<PartCommand> named(String name) {
    return commands.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  List<String> names() {
    return commands.stream().map(PartCommand::name).toList();
  }

  /** Why there is no command of that name here, though others have it; null if none has it. */
  static @Nullable String lackOf(String name) {
    String jar = JARS.get(name);
    return jar == null
        ? null
        : "%s belongs to a part that this distribution lacks; use one that has %s in lib/"
            .formatted(name, jar);
  }

  /** Runs a command; the log has warnings alone. */
  static int run(
      PartCommand command,
      List<String> arguments,
      Map<String, String> environment,
      PrintStream out) {
    LogSetup.apply(LogLevel.WARN);
    return command.run(arguments, new ThisProgram(environment, out));
  }

  private record ThisProgram(Map<String, String> environment, PrintStream out) implements Program {
    @Override
    public StoreAccess store(Map<String, String> variables) {
      ProxyConfig config = ProxyConfig.fromEnvironment(variables, new SecureRandom());
      return new StoreAccess(
          () -> Stores.open(config.store(), new SecureRandom()),
          config.store().keys(),
          config.store().settings().historyLimit(),
          config.entity().stateMaxBytes());
    }

    @Override
    public List<SecretKey> keys(String text) {
      return ProxyConfig.fromEnvironment(Map.of("SPAWN_STATESTORE_KEY", text), new SecureRandom())
          .store()
          .keys();
    }
  }
}
