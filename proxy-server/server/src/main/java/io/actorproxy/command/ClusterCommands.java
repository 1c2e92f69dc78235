package io.actorproxy.command;

import static io.actorproxy.command.Asking.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.actorproxy.command.AdminClient.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The command for the cluster, as one of its members sees it. */
final class ClusterCommands {
  private static final double MILLIS = 1_000;

  static final Command CLUSTER =
      new Command(
          "cluster",
          "show the members of the cluster, their slots, and what is being handed over",
          Door.ADMIN,
          List.of(
              new Verb(
                  "",
                  List.of(),
                  List.of(),
                  List.of(),
                  "members, leases and slots as this member knows them; slots that wait",
                  (asking, _) -> cluster(asking))));

  private ClusterCommands() {}

  private static void cluster(Asking asking) throws Refused {
    asking.print(
        asking.ask("GET", List.of("cluster"), Map.of()),
        answer ->
            answer.get("isClustered").getAsBoolean()
                ? members(answer) + open(answer)
                : "This proxy works alone: PROXY_CLUSTER_STRATEGY is standalone");
  }

  private static String members(JsonObject answer) {
    Table table =
        new Table("EPOCH", "APP", "NAME", "ADDRESS", "STATE", "HOST", "LEASE SEEN", "SLOTS");
    for (JsonElement element : answer.getAsJsonArray("members")) {
      JsonObject member = element.getAsJsonObject();
      boolean isThis = text(member, "epoch").equals(text(answer, "epoch"));
      table.row(
          text(member, "epoch") + (isThis ? " (this)" : ""),
          text(member, "app"),
          text(member, "name"),
          text(member, "address"),
          text(member, "state"),
          member.get("hostUp").getAsBoolean() ? "up" : "down",
          seconds(member, "silentMillis") + " ago",
          slots(member.getAsJsonObject("slots")));
    }
    boolean isMember = answer.get("epoch").getAsLong() != 0;
    return table
        + (isMember
            ? "View %s; this member may start turns for %s\n"
                .formatted(text(answer, "view"), seconds(answer, "leaseMillis"))
            : "This proxy is no member now; it joins as soon as it reaches the database\n");
  }

  private static String slots(JsonObject byGroup) {
    return byGroup.isEmpty()
        ? "none"
        : byGroup.entrySet().stream()
            .map(group -> group.getKey() + " " + group.getValue().getAsString())
            .collect(Collectors.joining(", "));
  }

  private static String open(JsonObject answer) {
    if (answer.getAsJsonArray("open").isEmpty()) {
      return "";
    }
    Table table = new Table("SLOT", "IS", "WITH", "FOR");
    for (JsonElement element : answer.getAsJsonArray("open")) {
      JsonObject slot = element.getAsJsonObject();
      boolean isWithout = slot.get("with").getAsLong() == 0;
      table.row(
          text(slot, "slot"),
          text(slot, "reason"),
          isWithout ? "" : text(slot, "with"),
          isWithout ? "" : seconds(slot, "millis"));
    }
    return "\n" + table;
  }

  private static String seconds(JsonObject json, String field) {
    return String.format(Locale.ROOT, "%.1f s", json.get(field).getAsLong() / MILLIS);
  }
}
