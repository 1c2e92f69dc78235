package io.actorproxy.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.actorproxy.command.AdminClient.Refused;
import io.actorproxy.command.Arguments.Wrong;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code dead-letters}, {@code schedules} and {@code history}. */
public final class AdminCommands {
  /** How the commands are called, for the help. */
  public static final String USAGE =
      """
        dead-letters list [--kind effect|async|schedule]
        dead-letters redrive ID | --all [--kind effect|async|schedule]
        dead-letters discard ID
        schedules list
        schedules cancel ID
        history SYSTEM NAME [--parent PARENT] list
        history SYSTEM NAME [--parent PARENT] restore REVISION

      These ask the admin API of a proxy that runs on this machine. PROXY_ADMIN_PORT says where if not
      on 9090, PROXY_ADMIN_TOKEN is the token if it wants one. All of them take:

        --url URL     ask there, as in http://10.0.0.7:9090
        --json        print the answer as JSON
        --limit N     list so many at a time, 100 if not given
        --after NEXT  list what follows, as the list before has told
      """;

  private static final int EXIT_DONE = 0;
  private static final int EXIT_REFUSED = 1;
  private static final int EXIT_WRONG_USAGE = 2;
  private static final Set<String> OPTIONS = Set.of("url", "kind", "limit", "after", "parent");
  private static final Set<String> FLAGS = Set.of("json", "all");

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

  /**
   * Carries out one command.
   *
   * @param name its first word
   * @return the exit status: 0 if it is done, 1 if the proxy says no, 2 if there is no such command
   */
  public int run(String name, List<String> given) {
    try {
      Arguments arguments = Arguments.read(given, OPTIONS, FLAGS);
      AdminClient client = client(arguments);
      switch (name) {
        case "dead-letters" -> deadLetters(client, arguments);
        case "schedules" -> schedules(client, arguments);
        case "history" -> history(client, arguments);
        default -> throw new IllegalArgumentException(name);
      }
      return EXIT_DONE;
    } catch (Wrong e) {
      err.printf("%s%n%nusage:%n%s", e.getMessage(), USAGE);
      return EXIT_WRONG_USAGE;
    } catch (Refused e) {
      err.println(e.getMessage());
      return EXIT_REFUSED;
    }
  }

  private AdminClient client(Arguments arguments) {
    String port = environment.getOrDefault("PROXY_ADMIN_PORT", "");
    String here = "http://127.0.0.1:" + (port.isEmpty() ? "9090" : port);
    String url = arguments.option("url").isEmpty() ? here : arguments.option("url");
    return new AdminClient(url, environment.getOrDefault("PROXY_ADMIN_TOKEN", ""));
  }

  // --- the commands

  private void deadLetters(AdminClient client, Arguments arguments) throws Wrong, Refused {
    List<String> words = arguments.words();
    String kind = arguments.option("kind");
    if (words.equals(List.of("list"))) {
      listMessages(client, arguments, "dead", kind);
    } else if (words.equals(List.of("redrive")) && arguments.has("all")) {
      redrive(client, arguments, List.of("messages", "redrive"), Map.of("kind", kind));
    } else if (isCommand(words, "redrive") && !arguments.has("all")) {
      redrive(client, arguments, List.of("messages", words.get(1), "redrive"), Map.of());
    } else if (isCommand(words, "discard")) {
      remove(client, arguments, Map.of("state", "dead"), "Discarded");
    } else {
      throw new Wrong("Expected list, redrive ID, redrive --all or discard ID");
    }
  }

  private void redrive(
      AdminClient client, Arguments arguments, List<String> path, Map<String, String> only)
      throws Refused {
    print(arguments, client.ask("POST", path, only), "Brought back: %s", "redriven");
  }

  private void schedules(AdminClient client, Arguments arguments) throws Wrong, Refused {
    if (arguments.words().equals(List.of("list"))) {
      listMessages(client, arguments, "waiting", "schedule");
    } else if (isCommand(arguments.words(), "cancel")) {
      remove(client, arguments, Map.of("state", "waiting", "kind", "schedule"), "Cancelled");
    } else {
      throw new Wrong("Expected list or cancel ID");
    }
  }

  private void history(AdminClient client, Arguments arguments) throws Wrong, Refused {
    List<String> words = arguments.words();
    String verb = words.size() < 3 ? "" : words.get(2);
    String parent = arguments.option("parent");
    if (words.size() == 3 && verb.equals("list")) {
      listRevisions(client, arguments, words, parent);
    } else if (words.size() == 4 && verb.equals("restore")) {
      print(
          arguments,
          client.ask(
              "POST",
              List.of("actors", words.get(0), words.get(1), "restore"),
              Map.of("parent", parent, "revision", words.get(3))),
          "Restored: revision %s",
          "restored");
    } else {
      throw new Wrong("Expected SYSTEM NAME list or SYSTEM NAME restore REVISION");
    }
  }

  private static boolean isCommand(List<String> words, String verb) {
    return words.size() == 2 && words.getFirst().equals(verb);
  }

  private void remove(
      AdminClient client, Arguments arguments, Map<String, String> only, String done)
      throws Refused {
    String id = arguments.words().get(1);
    JsonObject answer = client.ask("DELETE", List.of("messages", id), only);
    out.println(arguments.has("json") ? answer : done + ": " + id);
  }

  private void print(Arguments arguments, JsonObject answer, String sentence, String field) {
    out.println(
        arguments.has("json") ? answer : sentence.formatted(answer.get(field).getAsString()));
  }

  // --- lists

  private void listMessages(AdminClient client, Arguments arguments, String state, String kind)
      throws Refused {
    JsonObject answer =
        client.ask(
            "GET",
            List.of("messages"),
            Map.of(
                "state",
                state,
                "kind",
                kind,
                "after",
                arguments.option("after"),
                "limit",
                arguments.option("limit")));
    Table table = new Table("ID", "KIND", "TO", "TIME", "ATTEMPTS", "FAILURE");
    for (JsonElement element : answer.getAsJsonArray("messages")) {
      JsonObject message = element.getAsJsonObject();
      table.row(
          text(message, "id"),
          text(message, "kind"),
          actor(message.getAsJsonObject("target")),
          text(message, "dueAt"),
          text(message, "attempts"),
          text(message, "failure"));
    }
    print(arguments, answer, table);
  }

  private void listRevisions(
      AdminClient client, Arguments arguments, List<String> words, String parent) throws Refused {
    JsonObject answer =
        client.ask(
            "GET",
            List.of("actors", words.get(0), words.get(1), "revisions"),
            Map.of(
                "parent", parent,
                "before", arguments.option("after"),
                "limit", arguments.option("limit")));
    Table table = new Table("REVISION", "SAVED", "BYTES");
    for (JsonElement element : answer.getAsJsonArray("revisions")) {
      JsonObject revision = element.getAsJsonObject();
      table.row(text(revision, "revision"), text(revision, "savedAt"), text(revision, "bytes"));
    }
    print(arguments, answer, table);
  }

  private void print(Arguments arguments, JsonObject answer, Table table) {
    out.print(arguments.has("json") ? answer + "\n" : table.toString());
    if (answer.has("next") && !arguments.has("json")) {
      err.println("More may follow: add --after " + text(answer, "next"));
    }
  }

  private static String text(JsonObject json, String field) {
    return json.get(field).getAsString();
  }

  private static String actor(JsonObject target) {
    String parent = text(target, "parent");
    return text(target, "system")
        + "/"
        + (parent.isEmpty() ? "" : parent + "/")
        + text(target, "name");
  }
}
