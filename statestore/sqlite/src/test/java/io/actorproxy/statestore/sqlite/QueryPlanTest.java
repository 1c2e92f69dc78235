package io.actorproxy.statestore.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.statestore.StoreSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How SQLite goes about a statement, which is what decides at a million rows. */
final class QueryPlanTest {

  @TempDir private Path data;

  @BeforeEach
  void createTheTables() throws Exception {
    new SqliteStoreDriver().open(new StoreSettings(data, 1_000, Map.of())).close();
  }

  @Test
  void messagesAreClaimedAndListedInTheOrderOfTheirIndex() throws Exception {
    for (String sql :
        List.of(
            Messages.DUE,
            Messages.FIRST_DUE,
            Messages.LIST_ALIVE,
            Messages.LIST_DEAD,
            Messages.HEADS_ALIVE,
            Messages.HEADS_DEAD)) {
      assertThat(plan(sql))
          .as(sql)
          .noneMatch(step -> step.contains("SCAN") || step.contains("TEMP B-TREE"))
          .filteredOn(step -> step.startsWith("SEARCH"))
          .hasSizeGreaterThanOrEqualTo(3)
          .allMatch(step -> step.contains("messages_due (stage=? AND kind=?"));
    }
    assertThat(plan(Messages.TAKE_OVER))
        .singleElement()
        .asString()
        .contains("messages_due (stage=? AND kind=? AND due_at>? AND due_at<?)");
    assertThat(plan(Messages.COUNT)).singleElement().asString().contains("COVERING INDEX");
  }

  @Test
  void pagesAreReadInTheOrderOfAnIndex() throws Exception {
    for (String sql :
        List.of(
            Lookups.FIRST_INSTANCES,
            Lookups.NEXT_INSTANCES,
            Lookups.FIRST_INSTANCES_OF,
            Lookups.NEXT_INSTANCES_OF,
            Lookups.REGISTRATIONS,
            Imports.FIRST_ACTORS,
            Imports.NEXT_ACTORS)) {
      assertThat(plan(sql)).as(sql).hasSize(1).noneMatch(step -> step.contains("TEMP B-TREE"));
    }
  }

  @Test
  void instancesAreFoundByTheirNamesInAnIndexAlone() throws Exception {
    assertThat(plan(Lookups.NAMED_INSTANCES))
        .singleElement()
        .asString()
        .contains("SEARCH", "COVERING INDEX instances_by_name (name=? AND system=?)");
  }

  @Test
  void everythingElseIsFoundByItsKey() throws Exception {
    for (String sql :
        List.of(
            Messages.IS_THERE,
            Messages.FIND,
            Messages.HEAD,
            Messages.REMOVE,
            Messages.LEASE,
            Messages.OWNER,
            Messages.RENEW,
            Messages.RELEASE,
            Messages.HASTEN,
            Messages.RECORD,
            Messages.REVIVE,
            Snapshots.LOAD,
            Snapshots.STORED,
            Snapshots.REPLACE,
            Histories.AT_OR_BEFORE,
            Histories.LIST,
            Histories.PRUNE,
            Imports.SET_HISTORY,
            Imports.MOVE)) {
      assertThat(plan(sql))
          .as(sql)
          .anyMatch(step -> step.startsWith("SEARCH"))
          .noneMatch(step -> step.matches("SCAN (actors|history|messages).*"));
    }
  }

  @Test
  void theTriggersOfALaneDoNotReadTheWholeLane() throws Exception {
    List<String> bodies = new ArrayList<>();
    try (Connection connection = file().connectWriter();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")) {
      while (row.next()) {
        String sql = row.getString(1);
        bodies.add(
            sql.substring(sql.indexOf("BEGIN") + 5, sql.lastIndexOf("END"))
                .replaceAll("(NEW|OLD)\\.lane", "?1"));
      }
    }
    assertThat(bodies).hasSize(4);
    for (String body : bodies) {
      assertThat(plan(body))
          .as(body)
          .filteredOn(step -> step.startsWith("SEARCH"))
          .hasSize(2)
          .anyMatch(step -> step.contains("messages_lane (lane=? AND stage=? AND sequence"))
          .allMatch(step -> step.contains("messages_lane (lane=? AND stage=?"));
    }
  }

  private DatabaseFile file() {
    return new DatabaseFile(data.resolve("actor-proxy.db"));
  }

  private List<String> plan(String sql) throws Exception {
    List<String> steps = new ArrayList<>();
    try (Connection connection = file().connectWriter();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
      while (row.next()) {
        steps.add(row.getString("detail"));
      }
    }
    return steps;
  }
}
