package io.actorproxy.server;

import io.actorproxy.command.AdminCommands;
import io.actorproxy.command.Suggestion;
import io.actorproxy.part.PartCommand;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands of the program; without arguments it is the server. */
final class Commands {
  /** The command that is the server, too. */
  static final String RUN = "run";

  private static final String HELP = "help";
  private static final String VERSION = "version";
  private static final int EXIT_DONE = AdminCommands.EXIT_DONE;
  private static final int EXIT_WRONG_USAGE = AdminCommands.EXIT_WRONG_USAGE;

  private static final String RUN_USAGE =
      """
      usage:
        run
            run the proxy in the foreground; environment variables configure it
      """;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private final PartCommands ofParts;

  Commands(Map<String, String> environment, PrintStream out, PrintStream err) {
    this(environment, out, err, PartCommands.found());
  }

  Commands(
      Map<String, String> environment, PrintStream out, PrintStream err, PartCommands ofParts) {
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.ofParts = ofParts;
  }

  /** Whether the arguments ask for the server. */
  static boolean areServer(String... args) {
    return args.length == 0 || args.length == 1 && args[0].equals(RUN);
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
      case HELP, "--help", "-h" -> help(arguments);
      case VERSION, "--version" -> print("actor-proxy " + ProxyVersion.VERSION + "\n");
      default -> {
        Optional<String> usage = usage(name);
        if (usage.isEmpty()) {
          yield refuse(name);
        }
        boolean asksForHelp = arguments.contains("--help") || arguments.contains("-h");
        yield asksForHelp ? print(usage.get()) : run(name, arguments, usage.get());
      }
    };
  }

  private int run(String name, List<String> arguments, String usage) {
    return switch (name) {
      case ConfigCommand.NAME -> new ConfigCommand(environment, out, err).run(arguments);
      case RUN -> {
        err.printf("Expected nothing after run%n%n%s", usage);
        yield EXIT_WRONG_USAGE;
      }
      default ->
          ofParts
              .named(name)
              .map(command -> PartCommands.run(command, arguments, environment, out))
              .orElseGet(() -> new AdminCommands(environment, out, err).run(name, arguments));
    };
  }

  private int print(String text) {
    out.print(text);
    return EXIT_DONE;
  }

  private int help(List<String> arguments) {
    if (arguments.isEmpty()) {
      return print(usage());
    }
    return usage(arguments.getFirst())
        .map(this::print)
        .orElseGet(() -> refuse(arguments.getFirst()));
  }

  private Optional<String> usage(String name) {
    return switch (name) {
      case RUN -> Optional.of(RUN_USAGE);
      case ConfigCommand.NAME -> Optional.of(ConfigCommand.USAGE);
      default -> ofParts.named(name).map(PartCommand::usage).or(() -> AdminCommands.usage(name));
    };
  }

  private String usage() {
    StringBuilder text =
        new StringBuilder(
            """
            usage: actor-proxy [command] [arguments]

            commands:
            """);
    line(text, RUN, "run the proxy; without a command it does so, too");
    line(text, ConfigCommand.NAME, "show or check what the environment configures");
    ofParts.commands().forEach(command -> line(text, command.name(), command.meaning()));
    line(text, HELP + " COMMAND", "show how a command is called, as COMMAND --help does");
    line(text, VERSION, "show the version, as --version does");
    text.append("\ncommands that ask a proxy which runs on this machine, or at --url:\n");
    AdminCommands.names().forEach(name -> line(text, name, AdminCommands.meaning(name)));
    return text.append(
            """

            PROXY_ADMIN_PORT says where the proxy listens if not on 9090; PROXY_ADMIN_TOKEN is its token.
            The exit status is 0 if it is done, 1 if it failed, 2 if the command is not called like this.
            """)
        .toString();
  }

  private static void line(StringBuilder text, String name, String meaning) {
    text.append("  %-13s %s%n".formatted(name, meaning));
  }

  private int refuse(String name) {
    String lack = PartCommands.lackOf(name);
    if (lack != null) {
      err.println(lack);
      return EXIT_WRONG_USAGE;
    }
    List<String> names = new ArrayList<>(AdminCommands.names());
    names.addAll(List.of(RUN, ConfigCommand.NAME, HELP, VERSION));
    names.addAll(ofParts.names());
    err.printf(
        "Expected a command, but there is none named '%s'%s%n%n%s",
        name, Suggestion.of(name, names), usage());
    return EXIT_WRONG_USAGE;
  }
}
