package io.actorproxy.server;

import java.io.PrintStream;
import java.util.List;

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
      """;

  private final PrintStream out;
  private final PrintStream err;

  Commands(PrintStream out, PrintStream err) {
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
    return switch (args[0]) {
      case "help", "--help", "-h" -> {
        out.print(USAGE);
        yield EXIT_DONE;
      }
      case ImportSpawn.NAME ->
          ImportSpawn.run(List.of(args).subList(1, args.length), System.getenv(), out);
      default -> refuse(args[0]);
    };
  }

  private int refuse(String name) {
    err.printf("Expected a command, but there is none named '%s'%n%n%s", name, USAGE);
    return EXIT_WRONG_USAGE;
  }
}
