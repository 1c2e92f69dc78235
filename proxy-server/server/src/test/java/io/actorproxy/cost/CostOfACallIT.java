package io.actorproxy.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.scenario.ProxyProcess;
import io.spawn.RegistrationRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A call costs no more than its {@link Limit}, in bytes allocated and in system calls: a regression
 * of the hot path shows here however fast or busy the machine is.
 */
@Tag("dist")
@Tag("alone")
@Timeout(300)
final class CostOfACallIT {
  private static final int CALLERS = 32;
  private static final int WARM_UP_CALLS = 40_000;

  /** What threads have allocated is told to a mebibyte: of so many calls, 2 % and less. */
  private static final int WINDOW_CALLS = 20_000;

  /** The JIT compilers settle after three or so, and then there is no reason to continue. */
  private static final int WINDOWS = 10;

  private static final int TRACED_CALLS = 3_200;
  private static final int TRACED_CALLS_ALONE = 300;

  @TempDir private Path scratch;

  @Test
  void statelessCallsStayWithinTheirLimit() throws Exception {
    try (CountingHost host = new CountingHost();
        ProxyProcess proxy = start(host, "snapshot")) {
      check("stateless", proxy, CountingHost.ECHOES, Limit.STATELESS);
    }
  }

  @Test
  void callsWhoseStateIsSavedLaterStayWithinTheirLimit() throws Exception {
    try (CountingHost host = new CountingHost();
        ProxyProcess proxy = start(host, "snapshot")) {
      check("snapshot", proxy, CountingHost.COUNTERS, Limit.SNAPSHOT);
    }
  }

  @Test
  void acknowledgedCallsStayWithinTheirLimitAndShareTheirSyncs() throws Exception {
    try (CountingHost host = new CountingHost();
        ProxyProcess proxy = start(host, "acknowledged")) {
      double together =
          check("acknowledged", proxy, CountingHost.COUNTERS, Limit.ACKNOWLEDGED)
              .of(SystemCalls.SYNCS);
      double alone =
          trace(proxy, 1, CountingHost.COUNTERS, TRACED_CALLS_ALONE).of(SystemCalls.SYNCS);
      System.out.printf("acknowledged: %.3f syncs, %.3f of one caller%n", together, alone);

      assertThat(together).as("syncs of %d callers", CALLERS).isBetween(0.0, Limit.SYNCS_TOGETHER);
      assertThat(alone).as("syncs of one caller").isBetween(1.0, Limit.SYNCS_ALONE);
    }
  }

  private SystemCalls check(String kind, ProxyProcess proxy, List<String> actors, Limit limit)
      throws Exception {
    long allocated = allocated(proxy, actors, limit.allocatedBytes());
    SystemCalls calls = trace(proxy, CALLERS, actors, TRACED_CALLS);
    System.out.printf("%s: %,d B allocated, %s%n", kind, allocated, calls);
    SoftAssertions.assertSoftly(
        cost -> {
          cost.assertThat(allocated)
              .as("bytes allocated")
              .isLessThanOrEqualTo(limit.allocatedBytes());
          cost.assertThat(calls.of(SystemCalls.SENDS)).as("sends").isBetween(1.99, limit.sends());
          cost.assertThat(calls.of(SystemCalls.RECEIVES))
              .as("receives")
              .isBetween(1.99, limit.receives());
          cost.assertThat(calls.of(SystemCalls.WAKE_UPS))
              .as("wake-ups")
              .isLessThanOrEqualTo(limit.wakeUps());
          cost.assertThat(calls.all()).as("system calls").isLessThanOrEqualTo(limit.systemCalls());
        });
    return calls;
  }

  /** Bytes per call, once they are no more than {@code enough} or do not get fewer any more. */
  private long allocated(ProxyProcess proxy, List<String> actors, int enough) throws Exception {
    long least = Long.MAX_VALUE;
    try (Callers callers = callers(proxy, CALLERS, actors)) {
      callers.call(WARM_UP_CALLS);
      long before = Allocation.bytes(proxy.pid(), scratch);
      for (int window = 0; window < WINDOWS && least > enough; window++) {
        callers.call(WINDOW_CALLS);
        long after = Allocation.bytes(proxy.pid(), scratch);
        least = Math.min(least, (after - before) / WINDOW_CALLS);
        before = after;
      }
    }
    return least;
  }

  private SystemCalls trace(ProxyProcess proxy, int count, List<String> actors, int calls)
      throws Exception {
    try (Callers callers = callers(proxy, count, actors)) {
      return SystemCalls.of(proxy.pid(), scratch, () -> callers.call(calls)).per(calls);
    }
  }

  private static Callers callers(ProxyProcess proxy, int count, List<String> actors)
      throws IOException {
    return new Callers(proxy.client(), count, actors);
  }

  private static ProxyProcess start(CountingHost host, String durability) throws IOException {
    ProxyProcess proxy =
        ProxyProcess.startDistribution(
            Map.of(
                "PROXY_STATE_DURABILITY",
                durability,
                // As many on every machine: what goes from one loop to another costs more.
                "PROXY_EVENT_LOOPS",
                "2",
                "USER_FUNCTION_PORT",
                Integer.toString(host.port())));
    RegistrationRequest request =
        RegistrationRequest.newBuilder().setActorSystem(CountingHost.registration()).build();
    assertThat(proxy.client().register(request).http()).isEqualTo(200);
    return proxy;
  }
}
