package io.actorproxy.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.scenario.ProxyProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The host's process is killed under load, again and again beside the same proxy. */
@Timeout(300)
final class HostCrashIT {
  private static final int ROUNDS = 2 * Integer.getInteger("times", 1);
  private static final Pattern HOST = Pattern.compile("HOST_[A-Z_]+:");

  @Test
  void callsThatAKilledHostDidNotAnswerFailAndLeaveTheStateAsItWas() throws Exception {
    long seed = Load.seed();
    System.out.println("Host crash test: -Dseed=" + seed);
    Ledger ledger = new Ledger();
    List<String> executed = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    Set<String> neverRan = new HashSet<>();
    Ledger.Count sum = Ledger.Count.NOTHING;
    HostProcess host = new HostProcess(0);
    int port = host.port();
    try (ProxyProcess proxy =
        ProxyProcess.start(
            Map.of(
                "USER_FUNCTION_PORT",
                Integer.toString(port),
                "PROXY_HOST_CONNECT_PATIENCE",
                "100"))) {
      Counters.register(proxy.client());
      for (int round = 0; round < ROUNDS; round++) {
        Load.Plan plan = new Load.Plan(Counters.NAMES, round + ".", seed + round, true, HOST);
        int enough = 1 + new Random(plan.seed()).nextInt(1_000);
        Load load = Load.start(proxy.client(), plan, ledger, enough);
        load.awaitEnough();
        executed.addAll(host.kill9());
        await().atMost(Duration.ofSeconds(60)).until(() -> !load.refusals().isEmpty());
        load.stop();
        load.refusals().forEach((id, why) -> noteNeverRan(id, why, neverRan));
        host = new HostProcess(port);

        Ledger.Count count = Counters.look(proxy.client(), ledger, complaints);
        System.out.printf("round %d, seed %d: %s%n", round, plan.seed(), count);
        assertThat(complaints).as("-Dseed=" + seed).isEmpty();
        assertThat(count.unanswered()).as("calls without an answer").isZero();
        sum = sum.plus(count);
      }
      proxy.kill9();
      proxy.restart();
      Counters.register(proxy.client());
      Counters.look(proxy.client(), ledger, complaints);
      executed.addAll(host.kill9());
    } finally {
      host.close();
    }
    System.out.printf(
        "Host crash test: -Dseed=%d: %d kills, %s; %d executions, %d calls certainly never ran%n",
        seed, ROUNDS, sum, executed.size(), neverRan.size());
    assertThat(complaints).as("after a restart of the proxy").isEmpty();
    assertThat(executed).doesNotHaveDuplicates().doesNotContainAnyElementsOf(neverRan);
    assertThat(sum.refused()).isPositive();
  }

  /** Only of a host that could not be connected to is it certain. */
  private static void noteNeverRan(String id, String why, Set<String> neverRan) {
    if (why.startsWith("HOST_UNREACHABLE")) {
      neverRan.add(id);
    }
  }
}
