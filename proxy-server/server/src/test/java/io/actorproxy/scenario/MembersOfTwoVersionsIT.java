package io.actorproxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.logs.RecordedLog;
import io.actorproxy.scenario.LiveCluster.Member;
import io.actorproxy.sdks.ActorScript;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Members whose builds speak different versions of the link, as while a cluster is updated. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MembersOfTwoVersionsIT {
  private static final int COUNT = 16;

  private LiveCluster cluster;

  @BeforeAll
  void startDatabase(@TempDir Path directory) throws Exception {
    cluster = new LiveCluster(directory);
  }

  @AfterEach
  void stopMembers() throws Exception {
    cluster.stopMembers();
  }

  @AfterAll
  void stopDatabase() throws Exception {
    cluster.close();
  }

  /** Counters of which each can send a message to the next, in a ring. */
  private static ActorScript[] ring(String prefix) {
    return IntStream.range(0, COUNT)
        .mapToObj(
            i ->
                ActorScript.counter(prefix + i)
                    .action(
                        "tell",
                        call ->
                            call.effect(prefix + (i + 1) % COUNT, "add", call.input()).reply("")))
        .toArray(ActorScript[]::new);
  }

  private static void addToEach(Member through, String prefix, long sum) {
    for (int i = 0; i < COUNT; i++) {
      assertThat(through.call(prefix + i, "add", "1")).isEqualTo(Long.toString(sum));
    }
  }

  private static void tellEach(Member through, String prefix) {
    for (int i = 0; i < COUNT; i++) {
      through.call(prefix + i, "tell", "1");
    }
  }

  private static void awaitSums(Member through, String prefix, long sum) {
    await()
        .until(
            () ->
                IntStream.range(0, COUNT)
                    .mapToObj(i -> through.call(prefix + i, "read", ""))
                    .allMatch(Long.toString(sum)::equals));
  }

  /** What a script of the newer version does, which the older one does not have. */
  private void migrate() throws Exception {
    try (Connection connection = cluster.connect();
        Statement statement = connection.createStatement()) {
      for (String table : new String[] {"actors", "messages", "members", "slots", "types"}) {
        statement.execute("ALTER TABLE %s ADD COLUMN later integer DEFAULT 7".formatted(table));
      }
      statement.execute(
          """
          INSERT INTO schema_history (installed_rank, version, description, type, script, checksum,
              installed_by, execution_time, success)
          VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'newer', 1, true)
          """);
    }
  }

  @Test
  void neighboursShareActorsOnTheDatabaseThatTheNewerOneHasMigrated() throws Exception {
    Member newer = cluster.member("near", "newer", ring("n")).start();
    migrate();
    Member older = cluster.member("near", "older", ring("n")).speaking(1, 1).start();
    long sum = 0;
    do {
      addToEach(older, "n", ++sum);
    } while (older.ran("add") == 0 && sum < 10_000);
    addToEach(newer, "n", ++sum);
    assertThat(newer.ran("add") + older.ran("add")).isEqualTo(sum * COUNT);

    tellEach(older, "n");
    tellEach(newer, "n");
    sum += 2;
    awaitSums(newer, "n", sum);
    awaitSums(older, "n", sum);
    assertThat(older.ran("tell")).isBetween(1L, 2L * COUNT - 1);

    assertThat(newer.stop()).isTrue();
    addToEach(older, "n", ++sum);
  }

  @Test
  void membersWithoutACommonVersionSayWhoTheyAreAndWorkByThemselves() throws Exception {
    try (RecordedLog log = new RecordedLog("io.actorproxy.cluster", Level.WARN)) {
      Member old = cluster.member("far", "old", ring("f")).speaking(1, 1).start();
      addToEach(old, "f", 1);
      ActorScript[] more = ring("f");
      more[0] = ActorScript.counter("lamp");
      Member next = cluster.member("far", "next", more).speaking(2, 3).start();
      assertThat(next.call("lamp", "add", "1")).isEqualTo("1");
      assertThat(next.failure("f1", "add", 300)).contains("MEMBER_UNREACHABLE");

      // Also once members that have come do not come any more, nothing moves that could not arrive.
      long end = System.nanoTime() + 2_500_000_000L;
      long sum = 1;
      do {
        addToEach(old, "f", ++sum);
      } while (System.nanoTime() - end < 0);
      assertThat(old.slotsOf("old")).isEqualTo(256);

      assertThat(log.lines())
          .filteredOn(line -> line.contains("speaks the versions"))
          .hasSize(2)
          .anyMatch(line -> line.matches(".* next at .* versions 2 to 3 .* 1 to 1: .*"))
          .anyMatch(line -> line.matches(".* old at .* versions 1 to 1 .* 2 to 3: .*"));
      assertThat(log.lines())
          .anyMatch(line -> line.contains("is refused") && line.contains("speaks versions"));

      assertThat(old.stop()).isTrue();
      assertThat(next.call("f1", "add", "1")).isEqualTo(Long.toString(sum + 1));
    }
  }
}
