package io.actorproxy.command;

import static io.actorproxy.command.Asking.text;

import com.google.gson.JsonObject;
import io.actorproxy.command.AdminClient.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The command for messages that are not delivered any more. */
final class DeadLetterCommands {
  private static final Option SYSTEM =
      new Option("system", Value.any("SYSTEM"), "only to actors of this system");
  private static final Option TYPE =
      new Option("type", Value.any("TYPE"), "only to actors of this type");
  private static final Option NAME =
      new Option("name", Value.any("NAME"), "only to actors of this name");
  private static final Option CODE =
      new Option("code", Value.any("CODE"), "only what died of this error, as in HOST_CLOSED");
  private static final Option OLDER_THAN =
      new Option(
          "older-than", Value.duration("AGE"), "only what died so long ago, as in 12h or 7d");

  /** Which dead letters are meant, and the parameters that say so. */
  private static final Map<Option, String> FILTER =
      Map.of(
          Option.KIND,
          "kind",
          CODE,
          "code",
          SYSTEM,
          "system",
          TYPE,
          "type",
          NAME,
          "name",
          OLDER_THAN,
          "olderThan");

  private static final List<Option> FILTERS =
      List.of(Option.KIND, CODE, SYSTEM, TYPE, NAME, OLDER_THAN, Option.YES);

  static final Command DEAD_LETTERS =
      new Command(
          "dead-letters",
          "list messages that are not delivered any more, deliver them again, remove them",
          Door.ADMIN,
          List.of(
              new Verb(
                  "list",
                  List.of(),
                  List.of(),
                  List.of(Option.KIND, Option.LIMIT, Option.AFTER),
                  "the messages that are not delivered any more",
                  (asking, _) -> MessageCommands.list(asking, "dead", asking.option(Option.KIND))),
              new Verb(
                  "redrive",
                  List.of(MessageCommands.ID),
                  List.of(),
                  List.of(),
                  "deliver this one again",
                  (asking, ids) ->
                      asking.print(
                          asking.ask(
                              "POST", List.of("messages", ids.getFirst(), "redrive"), Map.of()),
                          answer -> "Brought back: " + text(answer, "redriven"))),
              new Verb(
                  "redrive",
                  List.of(),
                  List.of(Option.ALL),
                  FILTERS,
                  "deliver all of them again that the options say, or count them",
                  (asking, _) -> all(asking, "redrive", "redriven", "Brought back")),
              new Verb(
                  "discard",
                  List.of(MessageCommands.ID),
                  List.of(),
                  List.of(),
                  "remove this one",
                  (asking, ids) ->
                      MessageCommands.remove(
                          asking, ids.getFirst(), Map.of("state", "dead"), "Discarded")),
              new Verb(
                  "discard",
                  List.of(),
                  List.of(Option.ALL),
                  FILTERS,
                  "remove all of them that the options say, or count them",
                  (asking, _) -> all(asking, "discard", "discarded", "Discarded"))));

  private DeadLetterCommands() {}

  /** Continues, step by step, until there is nothing left or the proxy has no room for more. */
  private static void all(Asking asking, String verb, String counted, String done) throws Refused {
    boolean doIt = asking.has(Option.YES);
    String field = doIt ? counted : "letters";
    Map<String, String> parameters = new HashMap<>();
    FILTER.forEach((option, name) -> parameters.put(name, asking.option(option)));
    long sum = 0;
    Map<String, Long> codes = new TreeMap<>();
    while (true) {
      JsonObject step =
          asking.ask(doIt ? "POST" : "GET", List.of("messages", doIt ? verb : "dead"), parameters);
      sum += step.get(field).getAsLong();
      JsonObject some = step.getAsJsonObject("codes");
      some.keySet().forEach(code -> codes.merge(code, some.get(code).getAsLong(), Long::sum));
      if (step.has("stopped")) {
        JsonObject stopped = step.getAsJsonObject("stopped");
        throw new Refused(
            "%s: %d; the rest stays, for %s: %s"
                .formatted(done, sum, text(stopped, "code"), text(stopped, "message")));
      }
      if (!step.has("next")) {
        break;
      }
      asking.tell("%,d so far".formatted(sum));
      parameters.put("after", text(step, "next"));
      parameters.put("diedUntil", text(step, "diedUntil"));
    }
    JsonObject answer = new JsonObject();
    answer.addProperty(field, sum);
    String ofCodes =
        codes.entrySet().stream()
            .map(code -> "%n  %s  %d".formatted(code.getKey(), code.getValue()))
            .collect(Collectors.joining());
    String what = doIt ? done + ": " : "Would " + verb + ", with --yes: ";
    asking.print(answer, json -> what + text(json, field) + ofCodes);
  }
}
