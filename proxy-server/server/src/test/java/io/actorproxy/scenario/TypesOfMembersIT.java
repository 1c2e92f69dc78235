package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.logs.RecordedLog;
import io.actorproxy.scenario.LiveCluster.Member;
import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.HostSetup;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Which member runs the actors of a type, when apps are deployed and register what they have. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TypesOfMembersIT {
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

  private static ActorScript[] counters(String prefix) {
    return IntStream.range(0, 16)
        .mapToObj(i -> ActorScript.counter(prefix + i))
        .toArray(ActorScript[]::new);
  }

  private static ActorScript[] with(ActorScript[] some, ActorScript more) {
    ActorScript[] all = Arrays.copyOf(some, some.length + 1);
    all[some.length] = more;
    return all;
  }

  @Test
  void aDeployAddsATypeAndMovesNothingElse() throws Exception {
    Member one = cluster.member("deploy", "one", counters("d")).start();
    Member two = cluster.member("deploy", "two", counters("d")).start();
    await().until(() -> one.slotsOf("two") > 100 && one.slots().equals(two.slots()));
    int ofOne = one.slotsOf("one");
    Set<String> before = one.groups("two");

    two.host.close();
    try (ScriptedHost deployed =
        Sdk.NODE.start(
            new HostSetup(
                two.host.port(),
                two.client,
                LiveCluster.SYSTEM,
                List.of(with(counters("d"), counter("lamp")))))) {
      assertThat(one.call("lamp", "add", "1")).isEqualTo("1");
      assertThat(deployed.received()).anyMatch(call -> call.getActor().getName().equals("lamp"));
      await().until(() -> one.groups("two").size() == before.size() + 1);
      assertThat(one.slotsOf("one")).isEqualTo(ofOne);
      assertThat(one.groups("one")).isEqualTo(before);
    }
  }

  @Test
  void aTypeThatADeployWithdrawsStaysWithTheMembersThatHaveIt() throws Exception {
    Member old = cluster.member("less", "old", counter("kept"), counter("gone")).start();
    Member next = cluster.member("less", "next", counter("kept")).start();
    assertThat(next.call("gone", "add", "1")).isEqualTo("1");
    assertThat(old.ran("add")).isEqualTo(1);

    assertThat(old.stop()).isTrue();
    assertThat(next.call("kept", "add", "1")).isEqualTo("1");
    assertThat(next.failure("gone", "add", 500)).contains("HOST_LACKS_TYPE");
    assertThat(next.host.received("add")).hasSize(1);
  }

  @Test
  void ofTwoAppsThatRegisterATypeTheFirstServesItAndTheOtherIsTold() throws Exception {
    try (RecordedLog log = new RecordedLog("io.actorproxy.cluster.part", Level.WARN)) {
      Member first = cluster.member("first", "first-1", counter("both")).start();
      assertThat(first.call("both", "add", "1")).isEqualTo("1");
      Member second = cluster.member("second", "second-1", counter("both"), counter("own")).start();
      assertThat(second.call("own", "add", "1")).isEqualTo("1");
      assertThat(second.call("both", "add", "1")).isEqualTo("2");
      assertThat(first.ran("add")).isEqualTo(2);
      second.host.register();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("The type shop/both is of the app first", "of the app second");

      assertThat(first.stop()).isTrue();
      assertThat(second.call("both", "add", "1")).isEqualTo("3");
    }
  }

  @Test
  void twoDefinitionsOfATypeInOneAppAreToldOnce() throws Exception {
    try (RecordedLog log = new RecordedLog("io.actorproxy.cluster.part", Level.WARN)) {
      cluster.member("defs", "defs-1", counter("same"), counter("other")).start();
      Member two =
          cluster
              .member("defs", "defs-2", counter("same"), counter("other").passivateAfter(60_000))
              .start();
      await().until(() -> log.lines().stream().anyMatch(line -> line.contains("member defs-1")));
      two.host.register();
      assertThat(log.lines())
          .filteredOn(line -> line.contains("that of the member defs-1"))
          .singleElement()
          .asString()
          .contains("the app defs", ": [shop/other]. ");
    }
  }
}
