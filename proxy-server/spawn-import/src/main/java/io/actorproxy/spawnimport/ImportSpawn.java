package io.actorproxy.spawnimport;

import io.actorproxy.part.PartCommand;
import io.actorproxy.part.Program;
import io.actorproxy.part.StoreAccess;
import io.actorproxy.setting.ConfigException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;

/**
 * The command {@code import-spawn}: copies actors from a database of Spawn into the configured
 * store. The exit status is 0 if everything was taken over, or would be.
 */
public final class ImportSpawn implements PartCommand {
  static final int EXIT_NOT_ALL = 1;
  static final int EXIT_CANNOT_START = 2;

  @Override
  public String name() {
    return "import-spawn";
  }

  @Override
  public String meaning() {
    return "copy actors from a database of Spawn";
  }

  @Override
  public String usage() {
    return ImportArguments.USAGE;
  }

  @Override
  public int run(List<String> arguments, Program program) {
    PrintStream out = program.out();
    try {
      ImportArguments parsed = ImportArguments.parse(arguments, program.environment());
      Map<String, String> variables = new HashMap<>(program.environment());
      variables.remove(ImportArguments.KEY_VARIABLE);
      variables.remove(ImportArguments.PASSWORD_VARIABLE);
      StoreAccess target = program.store(variables);
      // The source's keys are read as the target's are.
      List<SecretKey> keys = parsed.key().isEmpty() ? target.keys() : program.keys(parsed.key());
      return new ImportRun(parsed, target, keys, out).run();
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage() + "\n\n" + ImportArguments.USAGE);
    } catch (ConfigException e) {
      out.println("The configuration is refused:");
      e.problems().forEach(out::println);
    }
    return EXIT_CANNOT_START;
  }
}
