package io.actorproxy.server;

import io.actorproxy.config.LogLevel;
import io.actorproxy.config.LogSetup;
import io.actorproxy.config.ProxyConfig;
import io.actorproxy.setting.ConfigException;
import io.actorproxy.spawnimport.Adopt;
import io.actorproxy.spawnimport.Report;
import io.actorproxy.spawnimport.SourceException;
import io.actorproxy.spawnimport.SpawnCipher;
import io.actorproxy.spawnimport.SpawnDatabase;
import io.actorproxy.spawnimport.SpawnImport;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.time.TimeSource;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;

/**
 * The command {@code import-spawn}: copies actors from a database of Spawn into the configured
 * store. The exit status is 0 if everything was taken over, or would be.
 */
final class ImportSpawn {
  static final String NAME = "import-spawn";

  private static final int EXIT_NOT_ALL = 1;
  private static final int EXIT_CANNOT_START = 2;

  private final ImportArguments arguments;
  private final ProxyConfig config;
  private final PrintStream out;

  private ImportSpawn(ImportArguments arguments, ProxyConfig config, PrintStream out) {
    this.arguments = arguments;
    this.config = config;
    this.out = out;
  }

  /**
   * Runs the command.
   *
   * @param environment names the store, as it does for the proxy
   * @return the exit status
   */
  static int run(List<String> arguments, Map<String, String> environment, PrintStream out) {
    LogSetup.apply(LogLevel.WARN);
    try {
      ImportArguments parsed = ImportArguments.parse(arguments, environment);
      Map<String, String> variables = new HashMap<>(environment);
      variables.remove(ImportArguments.KEY_VARIABLE);
      variables.remove(ImportArguments.PASSWORD_VARIABLE);
      ProxyConfig config = ProxyConfig.fromEnvironment(variables, new SecureRandom());
      return new ImportSpawn(parsed, config, out).run();
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage() + "\n\n" + ImportArguments.USAGE);
    } catch (ConfigException e) {
      out.println("The configuration is refused:");
      e.problems().forEach(out::println);
    }
    return EXIT_CANNOT_START;
  }

  private int run() {
    List<SecretKey> keys = keys();
    if (!arguments.from().isEmpty() && !SpawnDatabase.supports(arguments.from())) {
      throw new IllegalArgumentException("Expected --from to be jdbc:postgresql: or jdbc:mariadb:");
    }
    try (StateStore store = Stores.open(config.store(), new SecureRandom())) {
      out.println(
          "%s. The store is %s: %s"
              .formatted(
                  arguments.apply() ? "Copying" : "A dry run: without --apply no actor is written",
                  store.name(),
                  store.durability()));
      return run(store, keys);
    } catch (StoreException e) {
      out.println("Cannot open the store: " + e.getMessage());
      return EXIT_CANNOT_START;
    }
  }

  private int run(StateStore store, List<SecretKey> keys) {
    if (arguments.from().isEmpty()) {
      return adopt(store);
    }
    try (SpawnDatabase database =
        SpawnDatabase.open(arguments.from(), arguments.user(), arguments.password())) {
      return copy(store, database, new SpawnCipher(keys, new SecureRandom()));
    } catch (SourceException e) {
      out.println(e.getMessage());
      return EXIT_CANNOT_START;
    }
  }

  private int copy(StateStore store, SpawnDatabase database, SpawnCipher cipher) {
    Long row = arguments.row();
    SpawnImport.Settings settings =
        new SpawnImport.Settings(
            arguments.apply(),
            arguments.system(),
            row == null ? null : new SpawnImport.ChosenRow(row, arguments.adopt().getFirst()),
            config.store().settings().historyLimit(),
            config.entity().stateMaxBytes());
    try {
      Report report =
          new SpawnImport(store, settings, TimeSource.SYSTEM, out::println).run(database, cipher);
      out.println(
          report.isClean()
              ? "Nothing was left behind."
              : "Not everything could be taken over, see the lines with !");
      return report.isClean() ? 0 : EXIT_NOT_ALL;
    } catch (SourceException e) {
      return interrupted("The source failed. " + e.getMessage());
    } catch (StoreException e) {
      return interrupted("The store failed: " + e.getMessage());
    }
  }

  private int adopt(StateStore store) {
    boolean all = true;
    try {
      for (ActorKey key : arguments.adopt()) {
        all &= Adopt.run(store, key, arguments.apply(), out::println);
      }
      return all ? 0 : EXIT_NOT_ALL;
    } catch (StoreException e) {
      return interrupted("The store failed: " + e.getMessage());
    }
  }

  private int interrupted(String why) {
    out.println(why);
    out.println("What was copied before stays; run the same command again to continue.");
    return EXIT_NOT_ALL;
  }

  /** The source's keys are read as the target's are. */
  private List<SecretKey> keys() {
    if (arguments.key().isEmpty()) {
      return config.store().keys();
    }
    return ProxyConfig.fromEnvironment(
            Map.of("SPAWN_STATESTORE_KEY", arguments.key()), new SecureRandom())
        .store()
        .keys();
  }
}
