package io.actorproxy.server;

import io.actorproxy.command.AdminCommands;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** What the program does when it is given arguments; without any it is the server. */
final class Commands {
  private static final int EXIT_DONE = 0;
  private static final int EXIT_WRONG_USAGE = 2;

  private static final String USAGE =
      """
      usage: actor-proxy [command] [arguments]

      Without a command the proxy runs; it is configured by environment variables.

        help          show this
        import-spawn  copy actors from a database of Spawn; without arguments it says how
      """
          + AdminCommands.USAGE;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  Commands(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /**
   * Carries out one command.
   *
   * @param args the name of the command, and its arguments
   * @return the exit status of the process
   */
  int run(String... args) {
    String name = args[0];
    List<String> arguments = List.of(args).subList(1, args.length);
    return switch (name) {
      case "help", "--help", "-h" -> {
        out.print(USAGE);
        yield EXIT_DONE;
      }
      case ImportSpawn.NAME -> ImportSpawn.run(arguments, environment, out);
      case "dead-letters", "schedules", "history" ->
          new AdminCommands(environment, out, err).run(name, arguments);
      default -> refuse(name);
    };
  }

  private int refuse(String name) {
    err.printf("Expected a command, but there is none named '%s'%n%n%s", name, USAGE);
    return EXIT_WRONG_USAGE;
  }
}
