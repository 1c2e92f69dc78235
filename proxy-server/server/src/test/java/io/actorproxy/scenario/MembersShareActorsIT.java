package io.actorproxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.actorproxy.process.DatabaseServer;
import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.HostSetup;
import io.actorproxy.sdks.Ports;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.SdkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two proxies of one app on one PostgreSQL, each with its host. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MembersShareActorsIT {
  private static final List<ActorScript> COUNTERS =
      IntStream.range(0, 16).mapToObj(i -> ActorScript.counter("counter-" + i)).toList();

  private DatabaseServer database;

  @BeforeAll
  void startDatabase(@TempDir Path directory) throws IOException {
    database = DatabaseServer.postgres(directory, directory.resolve("postgres.log"));
  }

  @AfterAll
  void stopDatabase() throws IOException {
    database.close();
  }

  private Map<String, String> variables(int hostPort) {
    Map<String, String> variables = new TreeMap<>(database.environment());
    variables.put("PROXY_CLUSTER_STRATEGY", "static");
    variables.put("PROXY_CLUSTER_PORT", "0");
    variables.put("SPAWN_SUPERVISORS_STATE_HANDOFF_CONTROLLER", "persistent");
    variables.put("PROXY_CLUSTER_SECRET", "known-to-both-members");
    variables.put("PROXY_APP_NAME", "shop");
    variables.put("PROXY_MEMBER_NAME", "at-" + hostPort);
    variables.put("PROXY_DATABASE_POOL_SIZE", "4");
    variables.put("USER_FUNCTION_PORT", Integer.toString(hostPort));
    return variables;
  }

  private static ScriptedHost hostOf(ProxyProcess proxy, int port) throws IOException {
    return Sdk.NODE.start(new HostSetup(port, proxy.client(), "shop", COUNTERS));
  }

  /** Adds one to each, and says what each is then. */
  private static List<String> addToEach(ScriptedHost through) {
    return COUNTERS.stream().map(counter -> add(through, counter)).toList();
  }

  private static String add(ScriptedHost through, ActorScript counter) {
    try {
      return through.invoke(counter.name(), "", "add", "1");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void actorsAreReachedAtEachMemberAndOutliveIt() throws Exception {
    int onePort = Ports.free();
    int twoPort = Ports.free();
    try (ProxyProcess one = ProxyProcess.start(variables(onePort));
        ProxyProcess two = ProxyProcess.start(variables(twoPort));
        ScriptedHost hostOfOne = hostOf(one, onePort);
        ScriptedHost hostOfTwo = hostOf(two, twoPort)) {
      long sum = 0;
      do {
        sum++;
        assertThat(addToEach(hostOfOne)).containsOnly(Long.toString(sum));
      } while (hostOfTwo.timesInvoked("add") == 0 && sum < 10_000);
      sum++;
      assertThat(addToEach(hostOfTwo)).containsOnly(Long.toString(sum));
      assertThat(hostOfOne.timesInvoked("add") + hostOfTwo.timesInvoked("add"))
          .isEqualTo(sum * COUNTERS.size());

      assertNoneMayWorkAloneBesideThem();
      assertMetrics(one);

      assertThat(one.stop()).isZero();
      one.awaitLog(
          log -> assertThat(log).anyMatch(line -> line.contains("Left the cluster, after")));
      assertThat(addToEach(hostOfTwo)).containsOnly(Long.toString(++sum));

      hostOfOne.close();
      one.restart();
      try (ScriptedHost again = hostOf(one, onePort)) {
        long before = again.timesInvoked("add");
        do {
          assertThat(addToEach(hostOfTwo)).containsOnly(Long.toString(++sum));
        } while (again.timesInvoked("add") == before && sum < 20_000);
        two.kill9();
        for (ActorScript counter : COUNTERS) {
          assertThat(addUntilAnswered(again, counter)).isGreaterThan(sum);
        }
        one.awaitLog(
            log ->
                assertThat(log)
                    .anyMatch(line -> line.contains("Member of the cluster: "))
                    .anyMatch(line -> line.contains("Taken for dead, ")));
      }
    }
  }

  /** A call that was on its way to the member that was killed may have no known outcome. */
  private static long addUntilAnswered(ScriptedHost through, ActorScript counter)
      throws IOException {
    while (true) {
      try {
        return Long.parseLong(through.invoke(counter.name(), "", "add", "1"));
      } catch (SdkException e) {
        assertThat(e).hasMessageContaining("UNKNOWN_OUTCOME");
      }
    }
  }

  private static void assertMetrics(ProxyProcess member) throws IOException {
    List<String> page =
        Files.readAllLines(Path.of("../../docs/guide/metrics.md")).stream()
            .filter(line -> line.startsWith("| `actorproxy_cluster_"))
            .map(line -> line.split("`", 3)[1])
            .toList();
    String metrics = member.client().send("GET", "/metrics", Map.of(), "").text();
    assertThat(page).isNotEmpty().allMatch(name -> metrics.contains("# TYPE " + name + " "));
  }

  private void assertNoneMayWorkAloneBesideThem() {
    Map<String, String> alone = variables(Ports.free());
    alone.put("PROXY_CLUSTER_STRATEGY", "standalone");
    assertThatThrownBy(() -> ProxyProcess.start(alone).close())
        .hasMessageContaining("is used by a cluster, whose members are at-");
  }

  @Test
  void aStoreOfOneProcessIsRefused() {
    Map<String, String> variables = variables(Ports.free());
    variables.put("PROXY_DATABASE_TYPE", "sqlite");
    assertThatThrownBy(() -> ProxyProcess.start(variables).close())
        .hasMessageContaining("PROXY_DATABASE_TYPE")
        .hasMessageContaining("members of a cluster share a store");
  }
}
