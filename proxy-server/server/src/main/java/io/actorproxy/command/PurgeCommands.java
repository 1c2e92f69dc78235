package io.actorproxy.command;

import static io.actorproxy.command.Asking.text;

import com.google.gson.JsonObject;
import io.actorproxy.command.AdminClient.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command that removes what is gone for good. */
final class PurgeCommands {
  private static final Value SYSTEM = Value.any("SYSTEM");
  private static final Option MEMBER =
      new Option("member", Value.any("NAME"), "of this member; needed to remove them");

  static final Command PURGE =
      new Command(
          "purge",
          "remove actors, instances and registrations that are gone for good",
          Door.ADMIN,
          List.of(
              new Verb(
                  "actor",
                  List.of(SYSTEM, Value.any("NAME")),
                  List.of(),
                  List.of(Option.PARENT, Option.YES),
                  "its state and history, the messages to it, and that it was spawned",
                  PurgeCommands::actor),
              new Verb(
                  "instances",
                  List.of(SYSTEM, Value.any("TYPE")),
                  List.of(),
                  List.of(Option.YES),
                  "the same of all instances of a type",
                  PurgeCommands::instances),
              new Verb(
                  "registrations",
                  List.of(),
                  List.of(),
                  List.of(MEMBER, Option.YES),
                  "what hosts have registered at members that are gone",
                  (asking, _) -> registrations(asking))));

  private PurgeCommands() {}

  private static String method(Asking asking) {
    return asking.has(Option.YES) ? "POST" : "GET";
  }

  private static void actor(Asking asking, List<String> actor) throws Refused {
    asking.print(
        asking.ask(
            method(asking),
            List.of("purge", "actors", actor.get(0), actor.get(1)),
            Map.of("parent", asking.option(Option.PARENT))),
        answer ->
            "%s %s: state at revision %s, earlier states: %s, messages: %s, dead letters: %s%s"
                .formatted(
                    done(asking),
                    text(answer, "actor"),
                    text(answer, "revision"),
                    text(answer, "kept"),
                    text(answer, "waiting"),
                    text(answer, "dead"),
                    left(answer)));
  }

  private static void instances(Asking asking, List<String> type) throws Refused {
    Map<String, String> parameters = new HashMap<>();
    boolean more = true;
    while (more) {
      JsonObject answer =
          asking.ask(
              method(asking),
              List.of("purge", "instances", type.get(0), type.get(1)),
              Map.copyOf(parameters));
      asking.print(
          answer,
          step ->
              asking.has(Option.YES)
                  ? "Removed instances: %s, states: %s, messages: %s, dead letters: %s; busy and left: %s%s"
                      .formatted(
                          text(step, "instances"),
                          text(step, "states"),
                          text(step, "waiting"),
                          text(step, "dead"),
                          text(step, "busy"),
                          left(step))
                  : done(asking) + " instances: " + text(step, "instances"));
      more = answer.has("next");
      if (more) {
        parameters.put("after", text(answer, "next"));
      }
    }
  }

  private static void registrations(Asking asking) throws Refused {
    JsonObject answer =
        asking.ask(
            method(asking),
            List.of("purge", "registrations"),
            Map.of("member", asking.option(MEMBER)));
    asking.print(
        answer,
        json -> {
          Table table = new Table("APP", "MEMBER", "SYSTEMS", "OWN");
          for (var element : json.getAsJsonArray("registrants")) {
            JsonObject one = element.getAsJsonObject();
            table.row(
                text(one, "app"),
                text(one, "member"),
                text(one, "registrations"),
                one.get("own").getAsBoolean() ? "yes" : "no");
          }
          return (asking.has(Option.YES)
                  ? "Removed:\n"
                  : "Would be removed by --member and --yes:\n")
              + table;
        });
  }

  private static String done(Asking asking) {
    return asking.has(Option.YES) ? "Removed" : "Would remove, with --yes,";
  }

  private static String left(JsonObject answer) {
    return text(answer, "underWay").equals("0")
        ? ""
        : "; being delivered and left: " + text(answer, "underWay");
  }
}
