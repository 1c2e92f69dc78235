package io.actorproxy.command;

import static io.actorproxy.command.Asking.text;
import static io.actorproxy.command.Asking.with;

import com.google.gson.JsonObject;
import io.actorproxy.command.AdminClient.Refused;
import java.util.List;
import java.util.Map;

/** The commands for stored messages that wait. */
final class MessageCommands {
  static final Value ID = Value.any("ID");

  static final Command SCHEDULES =
      new Command(
          "schedules",
          "list and cancel calls that wait for their time",
          Door.ADMIN,
          List.of(
              new Verb(
                  "list",
                  List.of(),
                  List.of(),
                  List.of(Option.LIMIT, Option.AFTER),
                  "the calls that wait for their time",
                  (asking, _) -> list(asking, "waiting", "schedule")),
              new Verb(
                  "cancel",
                  List.of(ID),
                  List.of(),
                  List.of(),
                  "remove this one, so that it never runs",
                  (asking, ids) ->
                      remove(
                          asking,
                          ids.getFirst(),
                          Map.of("state", "waiting", "kind", "schedule"),
                          "Cancelled"))));

  static final Command MESSAGES =
      new Command(
          "messages",
          "list and count what is stored and still to be delivered",
          Door.ADMIN,
          List.of(
              new Verb(
                  "list",
                  List.of(),
                  List.of(),
                  List.of(Option.KIND, Option.LIMIT, Option.AFTER),
                  "the messages that wait, those that are tried again included",
                  (asking, _) -> list(asking, "waiting", asking.option(Option.KIND))),
              new Verb(
                  "count",
                  List.of(),
                  List.of(),
                  List.of(),
                  "how many there are of each kind; reads them all",
                  (asking, _) -> count(asking))));

  private MessageCommands() {}

  static void list(Asking asking, String state, String kind) throws Refused {
    JsonObject answer =
        asking.ask(
            "GET",
            List.of("messages"),
            with(with(asking.page("after"), "state", state), "kind", kind));
    asking.printList(
        answer,
        "messages",
        List.of("ID", "KIND", "TO", "TIME", "ATTEMPTS", "FAILURE"),
        message ->
            List.of(
                text(message, "id"),
                text(message, "kind"),
                Asking.actor(message.getAsJsonObject("target")),
                text(message, message.has("diedAt") ? "diedAt" : "dueAt"),
                text(message, "attempts"),
                text(message, "failure")));
  }

  private static void count(Asking asking) throws Refused {
    JsonObject answer = asking.ask("GET", List.of("messages", "counts"), Map.of());
    asking.print(
        answer,
        counts -> {
          Table table = new Table("STATE", "KIND", "MESSAGES");
          counts.keySet().forEach(state -> addCounts(table, state, counts.getAsJsonObject(state)));
          return table.toString();
        });
  }

  private static void addCounts(Table table, String state, JsonObject ofState) {
    ofState.keySet().forEach(kind -> table.row(state, kind, text(ofState, kind)));
  }

  static void remove(Asking asking, String id, Map<String, String> only, String done)
      throws Refused {
    asking.print(asking.ask("DELETE", List.of("messages", id), only), _ -> done + ": " + id);
  }
}
