package io.actorproxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.process.DatabaseServer;
import io.actorproxy.process.Pause;
import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.HostSetup;
import io.actorproxy.sdks.Ports;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.RegistrationRequest;
import io.spawn.SpawnRequest;
import io.spawn.Status;
import io.spawn.actors.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL stands still, and each kind of request is answered by its deadline and a second. */
final class NoCallerWaitsForTheStoreBeyondItsDeadlineIT {
  private static final int DEADLINE_MILLIS = 1_000;
  private static final int GRACE_MILLIS = 1_000;
  private static final String SYSTEM = "shop";
  private static final List<ActorScript> COUNTERS =
      IntStream.range(0, 8).mapToObj(i -> ActorScript.counter("counter-" + i)).toList();

  private DatabaseServer database;

  @BeforeEach
  void startDatabase(@TempDir Path directory) throws IOException {
    database = DatabaseServer.postgres(directory, directory.resolve("postgres.log"));
  }

  @AfterEach
  void stopDatabase() throws IOException {
    database.close();
  }

  private Map<String, String> variables(int hostPort, String strategy) {
    Map<String, String> variables = new TreeMap<>(database.environment());
    variables.put("PROXY_REQUEST_TIMEOUT", Integer.toString(DEADLINE_MILLIS));
    variables.put("PROXY_DATABASE_POOL_SIZE", "4");
    variables.put("PROXY_APP_NAME", "shop");
    variables.put("USER_FUNCTION_PORT", Integer.toString(hostPort));
    if (!strategy.equals("standalone")) {
      variables.put("PROXY_CLUSTER_STRATEGY", strategy);
      variables.put("PROXY_CLUSTER_PORT", "0");
      variables.put("SPAWN_SUPERVISORS_STATE_HANDOFF_CONTROLLER", "persistent");
      variables.put("PROXY_CLUSTER_SECRET", "known-to-both-members");
      variables.put("PROXY_MEMBER_NAME", "at-" + hostPort);
    }
    return variables;
  }

  private static ScriptedHost hostOf(ProxyProcess proxy, int port) throws IOException {
    List<ActorScript> actors = new ArrayList<>(COUNTERS);
    actors.add(ActorScript.unnamed("user").counting());
    return Sdk.NODE.start(new HostSetup(port, proxy.client(), SYSTEM, actors));
  }

  @Test
  void atAProxyAlone() throws Exception {
    int port = Ports.free();
    try (ProxyProcess proxy = ProxyProcess.start(variables(port, "standalone"));
        ScriptedHost _ = hostOf(proxy, port)) {
      prepare(proxy);
      whileTheDatabaseStandsStill(List.of(proxy));
    }
  }

  /** Some actors are at the member that is asked, and the others at the other one. */
  @Test
  void atMembers() throws Exception {
    int onePort = Ports.free();
    int twoPort = Ports.free();
    try (ProxyProcess one = ProxyProcess.start(variables(onePort, "static"));
        ProxyProcess two = ProxyProcess.start(variables(twoPort, "static"));
        ScriptedHost hostOfOne = hostOf(one, onePort);
        ScriptedHost hostOfTwo = hostOf(two, twoPort)) {
      do {
        prepare(one);
      } while (hostOfOne.timesInvoked("add") == 0 || hostOfTwo.timesInvoked("add") == 0);
      whileTheDatabaseStandsStill(List.of(one, two));
    }
  }

  /** Afterwards the actors are in memory. */
  private static void prepare(ProxyProcess proxy) throws IOException {
    for (ActorScript counter : COUNTERS) {
      InvocationRequest request = request(counter.name(), "add").build();
      await()
          .until(() -> proxy.client().invoke(request).body().getStatus().getStatus() == Status.OK);
    }
  }

  /** Once while the lease of a member is valid, and once when it is over. */
  private void whileTheDatabaseStandsStill(List<ProxyProcess> proxies) throws Exception {
    Map<String, Long> millis = new LinkedHashMap<>();
    database.hold();
    try {
      for (String when : List.of("at once", "after 4 s")) {
        Map<String, FutureTask<Long>> asked = new LinkedHashMap<>();
        for (ProxyProcess proxy : proxies) {
          requests(proxy.client(), when)
              .forEach(
                  (kind, request) ->
                      asked.put(
                          "%s %s at %d".formatted(kind, when, proxies.indexOf(proxy)),
                          start(request)));
        }
        for (Map.Entry<String, FutureTask<Long>> each : asked.entrySet()) {
          millis.put(each.getKey(), each.getValue().get(30, TimeUnit.SECONDS));
        }
        Pause.millis(3_000);
      }
    } finally {
      database.release();
    }
    assertThat(millis)
        .allSatisfy((kind, took) -> assertThat(took).isLessThan(DEADLINE_MILLIS + GRACE_MILLIS));
  }

  private static FutureTask<Long> start(Callable<?> request) {
    FutureTask<Long> millis =
        new FutureTask<>(
            () -> {
              long begin = System.nanoTime();
              request.call();
              return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            });
    Thread.startVirtualThread(millis);
    return millis;
  }

  /** One of each kind, of actors at each member; instances are new each time. */
  private static Map<String, Callable<?>> requests(SpawnClient client, String when) {
    Map<String, Callable<?>> all = new LinkedHashMap<>();
    String fresh = "%s-%d-".formatted(when.replace(' ', '-'), System.identityHashCode(client));
    for (ActorScript counter : COUNTERS) {
      String name = counter.name();
      all.put("add " + name, invoke(client, request(name, "add")));
      all.put("read " + name, invoke(client, request(name, "read")));
      all.put(
          "add with a key " + name,
          invoke(client, request(name, "add").putMetadata("idempotency-key", fresh)));
      all.put("asynchronous " + name, invoke(client, request(name, "add").setAsync(true)));
      all.put("durable " + name, invoke(client, durable(request(name, "add"))));
      all.put("scheduled " + name, invoke(client, request(name, "add").setScheduledTo(1)));
      all.put("state of " + name, state(client, name));
    }
    all.put("unknown instance", invoke(client, request(fresh + 1, "add")));
    all.put("new instance", invoke(client, request(fresh + 2, "add").setRegisterRef("user")));
    all.put(
        "asynchronous new instance",
        invoke(client, request(fresh + 3, "add").setRegisterRef("user").setAsync(true)));
    all.put(
        "durable new instance",
        invoke(client, durable(request(fresh + 4, "add").setRegisterRef("user"))));
    all.put("state of an unknown instance", state(client, fresh + 5));
    all.put("spawn", () -> client.spawn(spawn(fresh + 6)));
    all.put(
        "restoration",
        () ->
            client.post(
                "/api/v1/system/%s/actors/spawn?revision=1".formatted(SYSTEM),
                spawn(fresh + 7).toByteArray(),
                io.spawn.SpawnResponse.parser()));
    all.put("registration", () -> client.register(registration(fresh + 8)));
    return all;
  }

  private static Callable<?> state(SpawnClient client, String name) {
    String path = "/api/v1/system/%s/actors/%s".formatted(SYSTEM, name);
    return () -> client.send("GET", path, Map.of(), "");
  }

  private static Callable<?> invoke(SpawnClient client, InvocationRequest.Builder request) {
    InvocationRequest built = request.build();
    return () -> client.invoke(built);
  }

  private static InvocationRequest.Builder request(String actor, String action) {
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference(SYSTEM, actor, ""))
            .setActionName(action)
            .setValue(Values.any("1"));
    request.getSystemBuilder().setName(SYSTEM);
    return request;
  }

  private static InvocationRequest.Builder durable(InvocationRequest.Builder request) {
    return request.setAsync(true).putMetadata("durable-async", "true");
  }

  private static SpawnRequest spawn(String name) {
    return SpawnRequest.newBuilder().addActors(Actors.id(SYSTEM, name, "user")).build();
  }

  /** A registration of a type whose instances listen to a topic, so that they are looked for. */
  private static RegistrationRequest registration(String type) {
    Registry.Builder registry =
        Registry.newBuilder()
            .putActors(
                type,
                ActorScript.unnamed(type).counting().channel("news", "add").definition(SYSTEM));
    RegistrationRequest.Builder request = RegistrationRequest.newBuilder();
    request.getActorSystemBuilder().setName(SYSTEM).setRegistry(registry);
    return request.build();
  }
}
