package io.actorproxy.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.actorproxy.command.AdminClient.Refused;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The means of a verb: sends its request to the proxy and prints the response. */
final class Asking {
  private final AdminClient client;
  private final Arguments arguments;
  private final PrintStream out;
  private final PrintStream err;

  Asking(AdminClient client, Arguments arguments, PrintStream out, PrintStream err) {
    this.client = client;
    this.arguments = arguments;
    this.out = out;
    this.err = err;
  }

  /** The value of an option; empty if it is not there. */
  String option(Option option) {
    return arguments.value(option);
  }

  boolean has(Option option) {
    return arguments.has(option);
  }

  /**
   * The parameters of a list.
   *
   * @param next the one that takes what {@code --after} says
   */
  Map<String, String> page(String next) {
    return Map.of(next, option(Option.AFTER), "limit", option(Option.LIMIT));
  }

  /** Says something while it is not done yet, to people only. */
  void tell(String progress) {
    if (!has(Option.JSON)) {
      err.println(progress);
    }
  }

  /** As {@link AdminClient#ask}. */
  JsonObject ask(String method, List<String> path, Map<String, String> parameters) throws Refused {
    return client.ask(method, path, parameters);
  }

  /** Prints the answer, or what is made of it for people. */
  void print(JsonObject answer, Function<JsonObject, String> forPeople) {
    out.println(has(Option.JSON) ? answer : forPeople.apply(answer).stripTrailing());
  }

  /** Prints a list of the answer as a table, one row for each element, and says if more follows. */
  void printList(
      JsonObject answer, String list, List<String> titles, Function<JsonObject, List<String>> row) {
    print(
        answer,
        json -> {
          Table table = new Table(titles.toArray(String[]::new));
          for (JsonElement element : json.getAsJsonArray(list)) {
            table.row(row.apply(element.getAsJsonObject()).toArray(String[]::new));
          }
          return table.toString();
        });
    if (answer.has("next")) {
      tell("More may follow: add --after " + text(answer, "next"));
    }
  }

  /** Those parameters, and another one. */
  static Map<String, String> with(Map<String, String> parameters, String name, String value) {
    Map<String, String> more = new HashMap<>(parameters);
    more.put(name, value);
    return more;
  }

  static String text(JsonObject json, String field) {
    return json.get(field).getAsString();
  }

  /** An identity, as its parts joined by slashes. */
  static String actor(JsonObject identity) {
    String parent = text(identity, "parent");
    return text(identity, "system")
        + "/"
        + (parent.isEmpty() ? "" : parent + "/")
        + text(identity, "name");
  }
}
