package io.actorproxy.command;

import io.actorproxy.command.AdminClient.Refused;
import io.actorproxy.command.Command.Asked;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands that ask a proxy which runs. */
public final class AdminCommands {
  /** The exit status when it is done. */
  public static final int EXIT_DONE = 0;

  /** The exit status when the proxy refuses or cannot be asked. */
  public static final int EXIT_REFUSED = 1;

  /** The exit status when there is no such command, or it does not take these arguments. */
  public static final int EXIT_WRONG_USAGE = 2;

  private static final List<Command> COMMANDS =
      List.of(
          ActorCommands.STATUS,
          ClusterCommands.CLUSTER,
          ActorCommands.TYPES,
          ActorCommands.ACTORS,
          ActorCommands.STATE,
          ActorCommands.HISTORY,
          MessageCommands.MESSAGES,
          DeadLetterCommands.DEAD_LETTERS,
          MessageCommands.SCHEDULES,
          PurgeCommands.PURGE);

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param environment where the port and the token come from
   */
  public AdminCommands(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** The names of all commands, in the order of the help. */
  public static List<String> names() {
    return COMMANDS.stream().map(Command::name).toList();
  }

  /** A short description of the command. */
  public static String meaning(String name) {
    return find(name).orElseThrow().meaning();
  }

  /** How the command is called, on several lines; empty if there is no such command. */
  public static Optional<String> usage(String name) {
    return find(name).map(Command::usage);
  }

  private static Optional<Command> find(String name) {
    return COMMANDS.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  /**
   * Carries out one command.
   *
   * @param name its first word, one of {@link #names}
   * @return the exit status
   */
  public int run(String name, List<String> given) {
    Command command = find(name).orElseThrow();
    try {
      Arguments arguments = Arguments.read(given, command.options());
      if (arguments.has(Option.HELP)) {
        out.print(command.usage());
        return EXIT_DONE;
      }
      Asked asked = command.find(arguments);
      AdminClient client = client(command.door(), arguments);
      asked.verb().action().run(new Asking(client, arguments, out, err), asked.operands());
      return EXIT_DONE;
    } catch (Wrong e) {
      err.printf("%s%n%n%s", e.getMessage(), command.usage());
      return EXIT_WRONG_USAGE;
    } catch (Refused e) {
      err.println(e.getMessage());
      return EXIT_REFUSED;
    }
  }

  private AdminClient client(Door door, Arguments arguments) throws Wrong {
    String token = door == Door.ADMIN ? environment.getOrDefault("PROXY_ADMIN_TOKEN", "") : "";
    if (arguments.has(Option.URL)) {
      return new AdminClient(door, arguments.value(Option.URL), token);
    }
    String port = environment.getOrDefault(door.variable(), "");
    port = port.isEmpty() ? door.defaultPort() : port;
    new Value(door.variable(), "a port", Value.number("", 65_535).check()).require(port);
    return new AdminClient(door, "http://127.0.0.1:" + port, token);
  }
}
