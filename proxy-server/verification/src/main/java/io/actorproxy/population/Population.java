package io.actorproxy.population;

import io.actorproxy.process.Child;
import io.actorproxy.process.Database;
import io.actorproxy.process.DatabaseServer;
import io.actorproxy.process.Pause;
import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.Answer;
import io.actorproxy.sdks.PlainHost;
import io.actorproxy.sdks.Ports;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StateStoreDriver;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.verify.SqliteFile;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationRequest;
import io.spawn.Status;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A proxy on a store that is filled with spawned instances first. */
final class Population {
  private static final String SYSTEM = "population";
  private static final String TYPE = "cart";
  private static final String ACTION = "look";
  private static final int BATCH = 10_000;
  private static final int CALLERS = 8;

  private final int instances;
  private final Child proxy;

  /**
   * What was measured.
   *
   * @param readyMillis from the start of the process until it was ready
   * @param readyKiB what it had resident then
   * @param calledKiB and after the calls
   * @param failed how many calls had no result
   * @param medianMicros how long half of the calls took at most
   * @param slowMicros how long 99 of 100 took at most
   */
  record Figures(
      int instances,
      long readyMillis,
      long readyKiB,
      long calledKiB,
      int failed,
      long medianMicros,
      long slowMicros) {
    static final String HEADER =
        " instances | ready after ms | RSS KiB | RSS KiB after the calls | failed | call p50 us |"
            + " p99 us";

    @Override
    public String toString() {
      return "%10d | %14d | %7d | %23d | %6d | %11d | %6d"
          .formatted(instances, readyMillis, readyKiB, calledKiB, failed, medianMicros, slowMicros);
    }
  }

  private Population(int instances, Child proxy) {
    this.instances = instances;
    this.proxy = proxy;
  }

  /** Fills a store of its own in the directory, starts a proxy on it, and calls some instances. */
  static Figures measure(String store, int instances, int calls, long seed, Path directory)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    int port = Ports.free();
    try (Database database = database(store, directory);
        PlainHost host = new PlainHost(0, invocation -> PlainHost.unchanged(invocation).build())) {
      fill(database.environment(), directory, instances);
      Map<String, String> environment = new TreeMap<>(database.environment());
      environment.put("PROXY_HTTP_PORT", Integer.toString(port));
      environment.put("PROXY_ADMIN_PORT", Integer.toString(Ports.free()));
      environment.put("USER_FUNCTION_HOST", "127.0.0.1");
      environment.put("USER_FUNCTION_PORT", Integer.toString(host.port()));
      environment.put("PROXY_MAX_INSTANCES", "1000000000");
      Child proxy =
          new Child(
              "the proxy",
              List.of(Path.of("../target/dist/bin/actor-proxy").toAbsolutePath().toString()),
              environment,
              port,
              directory.resolve("proxy.log"));
      try {
        return new Population(instances, proxy).measure(calls, seed);
      } finally {
        if (proxy.isAlive()) {
          proxy.kill9();
        }
      }
    }
  }

  private static Database database(String store, Path directory) throws IOException {
    return switch (store) {
      case "sqlite" -> new SqliteFile(directory);
      case "postgres" -> DatabaseServer.postgres(directory, directory.resolve("database.log"));
      case "mariadb" -> DatabaseServer.mariadb(directory, directory.resolve("database.log"));
      default -> throw new IllegalArgumentException("there is no store " + store);
    };
  }

  private static void fill(Map<String, String> environment, Path directory, int instances)
      throws IOException {
    Map<String, String> properties = new TreeMap<>();
    properties.put("host", "127.0.0.1");
    properties.put("port", environment.getOrDefault("PROXY_DATABASE_PORT", ""));
    properties.put("database", environment.getOrDefault("PROXY_DATABASE_NAME", ""));
    properties.put("username", environment.getOrDefault("PROXY_DATABASE_USERNAME", ""));
    properties.put("password", environment.getOrDefault("PROXY_DATABASE_SECRET", ""));
    String type = environment.getOrDefault("PROXY_DATABASE_TYPE", "");
    StoreSettings settings =
        new StoreSettings(directory, 1 << 20, type.equals("sqlite") ? Map.of() : properties);
    try (StateStore store = driver(type).open(settings)) {
      for (int from = 0; from < instances; from += BATCH) {
        store
            .lookups()
            .addInstances(
                IntStream.range(from, Math.min(instances, from + BATCH))
                    .mapToObj(number -> new ActorKey(SYSTEM, TYPE, name(number)))
                    .toList());
      }
    } catch (StoreException e) {
      throw new IOException(e);
    }
  }

  private static StateStoreDriver driver(String type) {
    return ServiceLoader.load(StateStoreDriver.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(driver -> driver.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static String name(int number) {
    return "cart-%09d".formatted(number);
  }

  private Figures measure(int calls, long seed) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    proxy.start();
    SpawnClient client = SpawnClient.onPort(proxy.port());
    while (client.send("GET", "/health/readiness", Map.of(), "").status() != 200) {
      Pause.millis(1);
    }
    final long readyMillis = (System.nanoTime() - begin) / 1_000_000;
    register(client);
    final long readyKiB = rssKiB();
    AtomicInteger failed = new AtomicInteger();
    List<long[]> micros = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      long[] own = new long[Math.max(1, calls / CALLERS)];
      micros.add(own);
      Random random = new Random(seed * 1_000 + i);
      callers.add(Thread.ofPlatform().start(() -> call(client, random, own, failed)));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    long[] all = micros.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Figures(
        instances,
        readyMillis,
        readyKiB,
        rssKiB(),
        failed.get(),
        all[all.length / 2],
        all[all.length * 99 / 100]);
  }

  private static void register(SpawnClient client) throws IOException {
    Actor.Builder actor = Actor.newBuilder().setId(Actors.id(SYSTEM, TYPE, ""));
    actor.getSettingsBuilder().setKind(Kind.UNNAMED).setStateful(true);
    actor.addActions(Action.newBuilder().setName(ACTION));
    RegistrationRequest.Builder request = RegistrationRequest.newBuilder();
    request
        .getActorSystemBuilder()
        .setName(SYSTEM)
        .getRegistryBuilder()
        .putActors(TYPE, actor.build());
    int status = client.register(request.build()).http();
    if (status != 200) {
      throw new IOException("the registration was answered " + status);
    }
  }

  private void call(SpawnClient client, Random random, long[] micros, AtomicInteger failed) {
    for (int i = 0; i < micros.length; i++) {
      long begin = System.nanoTime();
      InvocationRequest.Builder request =
          InvocationRequest.newBuilder()
              .setActor(Actors.reference(SYSTEM, name(random.nextInt(instances)), ""))
              .setActionName(ACTION);
      request.getSystemBuilder().setName(SYSTEM);
      try {
        Answer<InvocationResponse> answer = client.invoke(request.build());
        if (answer.body().getStatus().getStatus() != Status.OK) {
          failed.incrementAndGet();
        }
      } catch (IOException e) {
        failed.incrementAndGet();
      }
      micros[i] = (System.nanoTime() - begin) / 1_000;
    }
  }

  private long rssKiB() throws IOException {
    Path status = Path.of("/proc", Long.toString(proxy.pid()), "status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
