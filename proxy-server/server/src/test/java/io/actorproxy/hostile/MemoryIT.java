package io.actorproxy.hostile;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationResponse;
import io.spawn.Status;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More bytes than the heap has are refused or wait; the process lives, and gets them back. */
@Timeout(60)
final class MemoryIT {
  /** Options that come after those of the command line. */
  private static final Map<String, String> SMALL_HEAP =
      Map.of("_JAVA_OPTIONS", "-Xmx80m -XX:+ExitOnOutOfMemoryError");

  private static final String MEBIBYTE = "x".repeat(1 << 20);
  private static final int ACTORS = 120;

  @TempDir private Path directory;

  @Test
  void moreStatesThanTheHeapHoldsComeAndGo() throws Exception {
    ActorScript[] actors =
        IntStream.range(0, ACTORS)
            .mapToObj(
                i ->
                    counter("big-" + i)
                        .action("fill", call -> call.newState(MEBIBYTE).reply("filled"))
                        .action("length", call -> call.reply("" + call.state().length())))
            .toArray(ActorScript[]::new);
    try (Victim victim = Victim.start(Sdk.GO, SMALL_HEAP, actors)) {
      List<String> filled = callAll(victim, "fill", ACTORS);
      assertThat(filled).allMatch(said -> said.equals("filled") || said.startsWith("OVERLOADED"));
      assertThat(filled).filteredOn("filled"::equals).hasSizeGreaterThan(ACTORS / 4);

      List<String> lengths = callAll(victim, "length", ACTORS);
      for (int i = 0; i < ACTORS; i++) {
        assertThat(lengths.get(i))
            .as("big-%d, which said %s", i, filled.get(i))
            .satisfiesAnyOf(
                said -> assertThat(said).startsWith("OVERLOADED"),
                said -> assertThat(Integer.parseInt(said)).isIn(1, 1 << 20));
      }
      assertThat(victim.call(Victim.CALM, "add", "1")).isEqualTo("1");
      assertNothingIsHeld(victim);
    }
  }

  @Test
  void resultsThatWaitForTheStoreWaitAtTheHost() throws Exception {
    ActorScript[] actors =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    counter("loud-" + i)
                        .action("shout", call -> call.newState("s").reply(MEBIBYTE)))
            .toArray(ActorScript[]::new);
    Map<String, String> settings = new TreeMap<>(SMALL_HEAP);
    settings.put("PROXY_DATA_DIR", directory.toString());
    try (Victim victim = Victim.start(Sdk.GO, settings, actors);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      callAll(victim, "shout", 1);
      List<Future<String>> answers = new ArrayList<>();
      try (Connection store =
              DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("actor-proxy.db"));
          Statement statement = store.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        for (int i = 0; i < 100; i++) {
          int actor = i % 10;
          answers.add(threads.submit(() -> said(victim, "loud-" + actor, "shout")));
        }
        await().until(() -> victim.metric("actorproxy_memory_waiting") > 0);
        statement.execute("ROLLBACK");
      }
      List<String> said = new ArrayList<>();
      for (Future<String> answer : answers) {
        said.add(answer.get(40, TimeUnit.SECONDS));
      }

      assertThat(said)
          .allMatch(
              s -> s.length() == 1 << 20 || s.startsWith("OVERLOADED") || s.startsWith("STORE_"));
      assertThat(said).filteredOn(s -> s.length() == 1 << 20).isNotEmpty();
      assertNothingIsHeld(victim);
    }
  }

  private static void assertNothingIsHeld(Victim victim) {
    await()
        .untilAsserted(
            () -> {
              assertThat(victim.metric("actorproxy_memory_calls")).isZero();
              assertThat(victim.metric("actorproxy_memory_waiting")).isZero();
              assertThat(victim.metric("actorproxy_memory_actors"))
                  .isLessThan(victim.metric("actorproxy_memory_actors_limit"));
            });
  }

  private static List<String> callAll(Victim victim, String action, int count) throws Exception {
    List<String> said = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<String>> calls = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String actor = (action.equals("shout") ? "loud-" : "big-") + i;
        calls.add(threads.submit(() -> said(victim, actor, action)));
      }
      for (Future<String> call : calls) {
        said.add(call.get(40, TimeUnit.SECONDS));
      }
    }
    return said;
  }

  /** The output, or the failure. */
  private static String said(Victim victim, String actor, String action) throws Exception {
    InvocationResponse response =
        victim.client().invoke(Victim.request(actor, action, "").build()).body();
    return response.getStatus().getStatus() == Status.OK
        ? Values.text(response.getValue())
        : response.getStatus().getMessage();
  }
}
