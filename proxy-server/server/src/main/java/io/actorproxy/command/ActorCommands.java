package io.actorproxy.command;

import static io.actorproxy.command.Asking.text;
import static io.actorproxy.command.Asking.with;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.actorproxy.command.AdminClient.Refused;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The commands for the proxy itself, its types and its actors. */
final class ActorCommands {
  private static final Value SYSTEM = Value.any("SYSTEM");
  private static final Value NAME = Value.any("NAME");
  private static final Option MEMORY =
      new Option("memory", null, "only actors in memory, of types too; not sorted, no next page");

  static final Command STATUS =
      new Command(
          "status",
          "show what the proxy is and does at this moment",
          Door.ADMIN,
          List.of(
              new Verb(
                  "",
                  List.of(),
                  List.of(),
                  List.of(),
                  "version, readiness, store, host, and how much there is",
                  (asking, _) -> status(asking))));

  static final Command TYPES =
      new Command(
          "types",
          "list the registered actor types",
          Door.ADMIN,
          List.of(
              new Verb(
                  "",
                  List.of(),
                  List.of(),
                  List.of(Option.LIMIT, Option.AFTER),
                  "the types, by system and name; a NAMED type is an actor",
                  (asking, _) -> types(asking))));

  static final Command ACTORS =
      new Command(
          "actors",
          "list spawned instances and actors in memory, show one actor",
          Door.ADMIN,
          List.of(
              new Verb(
                  "list",
                  List.of(),
                  List.of(),
                  List.of(MEMORY, Option.LIMIT, Option.AFTER),
                  "the spawned instances; NAMED actors are in the list of types",
                  (asking, _) -> actors(asking)),
              new Verb(
                  "show",
                  List.of(SYSTEM, NAME),
                  List.of(),
                  List.of(Option.PARENT),
                  "type, memory and history of one actor",
                  ActorCommands::show)));

  static final Command STATE =
      new Command(
          "state",
          "print the current state of an actor as JSON",
          Door.HTTP,
          List.of(
              new Verb(
                  "",
                  List.of(SYSTEM, NAME),
                  List.of(),
                  List.of(Option.PARENT),
                  "the state, as its activation has it; asks the port of the HTTP API",
                  ActorCommands::state)));

  static final Command HISTORY =
      new Command(
          "history",
          "list the earlier states of an actor, or go back to one",
          Door.ADMIN,
          List.of(
              new Verb(
                  "list",
                  List.of(SYSTEM, NAME),
                  List.of(),
                  List.of(Option.PARENT, Option.LIMIT, Option.AFTER),
                  "the revisions that are kept, the newest first",
                  ActorCommands::revisions),
              new Verb(
                  "restore",
                  List.of(SYSTEM, NAME, Value.number("REVISION", Long.MAX_VALUE)),
                  List.of(),
                  List.of(Option.PARENT),
                  "make the state what it was at that revision, as a new one",
                  ActorCommands::restore)));

  private ActorCommands() {}

  private static void status(Asking asking) throws Refused {
    asking.print(
        asking.ask("GET", List.of("status"), Map.of()),
        answer -> {
          StringBuilder lines = new StringBuilder();
          int width = answer.keySet().stream().mapToInt(String::length).max().orElse(0);
          for (String field : answer.keySet()) {
            lines.append(field).append(" ".repeat(width - field.length() + 2));
            lines.append(text(answer, field)).append('\n');
          }
          return lines.toString();
        });
  }

  private static void types(Asking asking) throws Refused {
    asking.printList(
        asking.ask("GET", List.of("types"), asking.page("after")),
        "types",
        List.of("SYSTEM", "TYPE", "KIND", "STATEFUL", "MEMORY", "ACTIONS"),
        type ->
            List.of(
                text(type, "system"),
                text(type, "name"),
                text(type, "kind"),
                yes(type, "stateful"),
                type.has("inMemory") ? yes(type, "inMemory") : "",
                joined(type, "actions")));
  }

  private static void actors(Asking asking) throws Refused {
    Map<String, String> parameters = asking.page("after");
    asking.printList(
        asking.ask(
            "GET", List.of("actors"), with(parameters, "memory", asking.has(MEMORY) ? "true" : "")),
        "actors",
        List.of("SYSTEM", "TYPE", "NAME", "MEMORY"),
        actor ->
            List.of(
                text(actor, "system"),
                text(actor, "parent"),
                text(actor, "name"),
                yes(actor, "inMemory")));
  }

  private static void show(Asking asking, List<String> actor) throws Refused {
    asking.print(
        asking.ask("GET", path("actors", actor, ""), parent(asking)),
        answer -> {
          Table table = new Table("ACTOR", "TYPE", "KIND", "STATEFUL", "MEMORY", "HISTORY");
          table.row(
              Asking.actor(answer),
              text(answer, "type"),
              text(answer, "kind"),
              yes(answer, "stateful"),
              yes(answer, "inMemory"),
              answer.has("newestInHistory")
                  ? "up to revision " + text(answer, "newestInHistory")
                  : "none");
          return table.toString();
        });
  }

  private static void state(Asking asking, List<String> actor) throws Refused {
    List<String> path = List.of("system", actor.get(0), "actors", actor.get(1));
    asking.print(
        asking.ask("GET", path, parent(asking)),
        answer -> new GsonBuilder().setPrettyPrinting().create().toJson(answer));
  }

  private static void revisions(Asking asking, List<String> actor) throws Refused {
    Map<String, String> parameters =
        with(asking.page("before"), "parent", asking.option(Option.PARENT));
    asking.printList(
        asking.ask("GET", path("actors", actor, "revisions"), parameters),
        "revisions",
        List.of("REVISION", "SAVED", "BYTES"),
        revision ->
            List.of(
                text(revision, "revision"), text(revision, "savedAt"), text(revision, "bytes")));
  }

  private static void restore(Asking asking, List<String> operands) throws Refused {
    Map<String, String> parameters = with(parent(asking), "revision", operands.get(2));
    asking.print(
        asking.ask("POST", path("actors", operands.subList(0, 2), "restore"), parameters),
        answer ->
            "Restored: revision %s%s"
                .formatted(
                    text(answer, "restored"),
                    answer.get("exact").getAsBoolean()
                        ? ""
                        : ", the newest that is kept at or before " + operands.get(2)));
  }

  // --- what the verbs have in common

  private static List<String> path(String first, List<String> actor, String last) {
    return last.isEmpty()
        ? List.of(first, actor.get(0), actor.get(1))
        : List.of(first, actor.get(0), actor.get(1), last);
  }

  private static Map<String, String> parent(Asking asking) {
    return Map.of("parent", asking.option(Option.PARENT));
  }

  private static String yes(JsonObject json, String field) {
    return json.get(field).getAsBoolean() ? "yes" : "no";
  }

  private static String joined(JsonObject json, String list) {
    return StreamSupport.stream(json.getAsJsonArray(list).spliterator(), false)
        .map(JsonElement::getAsString)
        .collect(Collectors.joining(", "));
  }
}
