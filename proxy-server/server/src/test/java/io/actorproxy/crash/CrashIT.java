package io.actorproxy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.scenario.ProxyProcess;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The proxy's process is ended under load, again on the same data: few times here, since {@code
 * ./proxy verify --kills} does so as often as one likes. The system property {@code seed} repeats a
 * run, as far as the clock lets it, and {@code times} makes it longer.
 */
@Timeout(600)
final class CrashIT {
  private static final Pattern NOTHING = Pattern.compile("(?!)");
  private static final int TIMES = Integer.getInteger("times", 1);
  private static final Pattern DRAINING = Pattern.compile("DRAINING:");

  private enum End {
    KILL,
    TERM
  }

  @Test
  void aKilledProxyHasEveryAcknowledgedAddAndNoneTwice() throws Exception {
    Ledger.Count sum = run("acknowledged", End.KILL, 2 * TIMES, Load.seed());

    assertThat(sum.acknowledged()).isPositive();
    assertThat(sum.forgotten()).isZero();
  }

  @Test
  void inSnapshotModeAKilledProxyHasAllThatWasSavedBefore() throws Exception {
    Ledger.Count sum = run("snapshot", End.KILL, TIMES, Load.seed());

    assertThat(sum.acknowledged()).isPositive();
  }

  @Test
  void aStoppedProxyHasEveryAcknowledgedAddAndNoOther() throws Exception {
    Ledger.Count sum = run("acknowledged", End.TERM, TIMES, Load.seed());

    assertThat(sum.acknowledged()).isPositive();
    assertThat(sum.forgotten()).isZero();
    assertThat(sum.kept()).isZero();
  }

  @Test
  void inSnapshotModeTooAStoppedProxyHasEveryAcknowledgedAdd() throws Exception {
    Ledger.Count sum = run("snapshot", End.TERM, TIMES, Load.seed());

    assertThat(sum.acknowledged()).isPositive();
    assertThat(sum.forgotten()).isZero();
    assertThat(sum.kept()).isZero();
  }

  private static Ledger.Count run(String durability, End end, int rounds, long seed)
      throws Exception {
    String title = "%s, %s, -Dseed=%d".formatted(durability, end, seed);
    System.out.println("Crash test: " + title);
    Set<String> executed = ConcurrentHashMap.newKeySet();
    List<String> complaints = new CopyOnWriteArrayList<>();
    Ledger.Count sum = Ledger.Count.NOTHING;
    try (AddingHost host = new AddingHost(0, id -> note(id, executed, complaints));
        ProxyProcess proxy = ProxyProcess.start(environment(durability, host))) {
      Ledger ledger = new Ledger();
      for (int round = 0; round < rounds; round++) {
        Load.Plan plan =
            new Load.Plan(
                Counters.NAMES,
                round + ".",
                seed + round,
                durability.equals("acknowledged"),
                end == End.TERM ? DRAINING : NOTHING);
        int enough = 1 + new Random(plan.seed()).nextInt(1_000);
        Counters.register(proxy.client());
        Load load = Load.start(proxy.client(), plan, ledger, enough);
        load.awaitEnough();
        if (end == End.KILL) {
          proxy.kill9();
        } else {
          assertThat(proxy.stop()).as("exit status").isZero();
        }
        load.join();
        proxy.restart();
        Counters.register(proxy.client());
        Ledger.Count count = Counters.look(proxy.client(), ledger, complaints);
        System.out.printf("round %d, seed %d: %s%n", round, plan.seed(), count);
        assertThat(complaints).as(title + ", round " + round).isEmpty();
        sum = sum.plus(count);
      }
    }
    System.out.printf("Crash test: %s: %d rounds, each with an end; %s%n", title, rounds, sum);
    return sum;
  }

  private static void note(String id, Set<String> executed, List<String> complaints) {
    if (!executed.add(id)) {
      complaints.add(id + " was executed twice");
    }
  }

  private static Map<String, String> environment(String durability, AddingHost host) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PROXY_STATE_DURABILITY", durability);
    environment.put("PROXY_SNAPSHOT_INTERVAL", "200");
    environment.put("USER_FUNCTION_PORT", Integer.toString(host.port()));
    return environment;
  }
}
