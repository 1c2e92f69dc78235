package io.actorproxy.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.process.Child;
import io.actorproxy.process.DatabaseServer;
import io.actorproxy.scenario.ProxyProcess;
import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationRequest;
import io.spawn.Status;
import io.spawn.actors.ActorSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server of the states is killed and held up under load, beside the same proxy. The system
 * property {@code seed} repeats a run, as far as the clock lets it.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseServerScenarios {
  /** Stateful, and in memory with everything saved. */
  private static final String LOADED = "loaded";

  /** Stateful, and out of memory as soon as it is idle. */
  private static final String ASLEEP = "asleep";

  /** Stateful, for the calls that are too hasty. */
  private static final String HASTY = "hasty";

  private static final String STATELESS = "stateless";

  private static final Pattern NOTHING = Pattern.compile("(?!)");
  private static final Pattern DRAINING = Pattern.compile("DRAINING:");

  /** At the moment at which the store works again, a caller may get DEADLINE instead. */
  private static final Pattern TOO_LATE = Pattern.compile("(STORE_UNAVAILABLE|DEADLINE):");

  private static final long GRACE_MILLIS = 2_000;
  private static final long TIMEOUT_MILLIS = 1_000;

  /** What the proxy, the tests and a noisy machine may take beyond what was promised. */
  private static final Duration SLACK = Duration.ofMillis(1_500);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Set<String> executed = ConcurrentHashMap.newKeySet();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Ledger ledger = new Ledger();
  private DatabaseServer database;
  private AddingHost host;
  private ProxyProcess proxy;
  private int loads;

  /** Starts a server whose data will be in that directory, and its output in that file. */
  abstract DatabaseServer start(Path directory, Path log) throws IOException;

  @BeforeAll
  final void startAll(@TempDir Path directory) throws Exception {
    database = start(directory, directory.resolve("database.log"));
    host = new AddingHost(0, this::note);
    Map<String, String> environment = new TreeMap<>(database.environment());
    environment.put("USER_FUNCTION_PORT", Integer.toString(host.port()));
    environment.put("PROXY_SHUTDOWN_GRACE", Long.toString(GRACE_MILLIS));
    environment.put("PROXY_STATE_STALL_TIMEOUT", "300");
    proxy = ProxyProcess.start(environment);
    register();
  }

  @AfterAll
  final void endAll() throws Exception {
    try (DatabaseServer _ = database;
        AddingHost _ = host;
        ProxyProcess _ = proxy) {
      // Each is closed though another cannot be, the proxy first.
    }
  }

  private Child server() {
    return database.server();
  }

  private void note(String id) {
    if (!executed.add(id)) {
      complaints.add(id + " was executed twice");
    }
  }

  @Test
  final void ofAKilledServerCallersLearnNothingIfTheyCanWaitAndSoonIfNot() throws Exception {
    Load load = load(0, NOTHING, NOTHING);
    call(LOADED, "get", 5_000);
    server().kill9();
    try {
      awaitReadiness(503, "STORE_UNAVAILABLE");
      assertThatOthersGoOn();
      assertThatItIsTheStore(HASTY, AddingHost.ADD);
      assertThatItIsTheStore(ASLEEP, "get");
    } finally {
      server().start();
    }

    awaitReadiness(200, "up");
    awaitProgress();
    load.stop();
    assertThat(load.refusals()).isEmpty();
    look("killed");
  }

  @Test
  final void ofAHungServerCallersLearnAtTheirDeadlineAndItIsUsedAgainWhenItGoesOn()
      throws Exception {
    Load load = load(TIMEOUT_MILLIS, NOTHING, TOO_LATE);
    call(LOADED, "get", 5_000);
    server().pause();
    try {
      awaitReadiness(503, "has not answered");
      assertThatOthersGoOn();
      assertThatItIsTheStore(ASLEEP, "get");
      await().atMost(PATIENCE).until(() -> load.refusals().size() >= 50);
      assertThat(load.refusals().values()).allMatch(why -> why.startsWith("STORE_UNAVAILABLE:"));
    } finally {
      server().resume();
    }

    awaitReadiness(200, "up");
    awaitProgress();
    load.stop();
    assertThat(load.slowestRefusal()).isLessThan(Duration.ofMillis(TIMEOUT_MILLIS).plus(SLACK));
    look("hung");
  }

  @Test
  final void theProxyStopsWithinTheGracePeriodThoughTheServerHangs() throws Exception {
    Load load = load(TIMEOUT_MILLIS, DRAINING, TOO_LATE);
    server().pause();
    try {
      long begin = System.nanoTime();
      proxy.terminate();
      int status = proxy.awaitExit();
      Duration took = Duration.ofNanos(System.nanoTime() - begin);

      assertThat(took).isLessThan(Duration.ofMillis(GRACE_MILLIS).plus(SLACK));
      assertThat(status).as("exit status").isEqualTo(4);
      assertThat(proxy.log())
          .anyMatch(
              line ->
                  line.matches(
                      ".*ERROR.* [1-9]\\d* are left in memory, of which [1-9]\\d* wait .*"));
      load.join();
    } finally {
      server().resume();
    }

    proxy.restart();
    register();
    look("stopped");
  }

  // --- what is sent

  private Load load(long timeoutMillis, Pattern mayFail, Pattern mayCount)
      throws InterruptedException {
    Load.Plan plan =
        new Load.Plan(
            Counters.NAMES,
            loads++ + ".",
            Load.seed() + loads,
            true,
            mayFail,
            mayCount,
            timeoutMillis);
    System.out.printf("Database server test: -Dseed=%d%n", plan.seed());
    Load load = Load.start(proxy.client(), plan, ledger, 300);
    load.awaitEnough();
    return load;
  }

  private InvocationResponse call(String actor, String action, long timeoutMillis)
      throws IOException {
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference(AddingHost.SYSTEM, actor, ""))
            .setActionName(action)
            .setValue(Values.any("once"))
            .putMetadata("request-timeout", Long.toString(timeoutMillis));
    request.getSystemBuilder().setName(AddingHost.SYSTEM);
    return proxy.client().invoke(request.build()).body();
  }

  private void register() throws IOException {
    Counters.register(proxy.client());
    ActorSystem.Builder others =
        AddingHost.registration(List.of(LOADED, ASLEEP, HASTY, STATELESS)).toBuilder();
    others
        .getRegistryBuilder()
        .getActorsMap()
        .forEach(
            (name, actor) -> {
              var changed = actor.toBuilder();
              changed.getSettingsBuilder().setStateful(!name.equals(STATELESS));
              if (name.equals(ASLEEP)) {
                changed
                    .getSettingsBuilder()
                    .getDeactivationStrategyBuilder()
                    .getTimeoutBuilder()
                    .setTimeout(50);
              }
              others.getRegistryBuilder().putActors(name, changed.build());
            });
    RegistrationRequest request =
        RegistrationRequest.newBuilder().setActorSystem(others.build()).build();
    assertThat(proxy.client().register(request).http()).isEqualTo(200);
  }

  // --- what is seen

  private void assertThatOthersGoOn() throws IOException {
    for (String actor : List.of(LOADED, STATELESS)) {
      InvocationResponse answer = call(actor, "get", 1_000);
      assertThat(answer.getStatus().getStatus())
          .as(actor + ": " + answer.getStatus().getMessage())
          .isEqualTo(Status.OK);
    }
  }

  private void assertThatItIsTheStore(String actor, String action) throws IOException {
    long timeoutMillis = 300;
    long begin = System.nanoTime();
    InvocationResponse answer = call(actor, action, timeoutMillis);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(answer.getStatus().getMessage()).startsWith("STORE_UNAVAILABLE:");
    assertThat(took).isLessThan(Duration.ofMillis(timeoutMillis).plus(SLACK));
  }

  private void awaitReadiness(int status, String text) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              HttpMessage answer = proxy.client().send("GET", "/health/readiness", Map.of(), "");
              assertThat(answer.text()).contains(text);
              assertThat(answer.status()).isEqualTo(status);
            });
  }

  private void awaitProgress() {
    int before = ledger.acknowledged();
    await().atMost(PATIENCE).until(() -> ledger.acknowledged() >= before + 100);
  }

  /** Compares what actors remember with what clients know, before and after they are loaded. */
  private void look(String title) throws IOException {
    Ledger.Count count = Counters.look(proxy.client(), ledger, complaints);
    System.out.printf("Database server test, %s: %s%n", title, count);
    assertThat(complaints).isEmpty();
    assertThat(count.acknowledged()).isPositive();
    proxy.kill9();
    proxy.restart();
    register();
    Counters.look(proxy.client(), ledger, complaints);
    assertThat(complaints).as("after the proxy was killed").isEmpty();
  }
}
