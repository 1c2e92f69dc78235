package io.actorproxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.PlainHost;
import io.actorproxy.statestore.ActorKey;
import io.actorproxy.statestore.StateStore;
import io.actorproxy.statestore.StoreSettings;
import io.actorproxy.statestore.sqlite.SqliteStoreDriver;
import io.spawn.InvocationRequest;
import io.spawn.RegistrationRequest;
import io.spawn.Status;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.Kind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that holds 200,000 spawned instances when the proxy starts. */
@Tag("dist")
final class ManyInstancesIT {
  private static final int INSTANCES = 200_000;
  private static final int CALLS = 1_000;

  @Test
  void anyOfThemIsFoundThoughOnlyAFewAreInMemory(@TempDir Path data) throws Exception {
    fill(data);
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (PlainHost host = new PlainHost(0, invocation -> PlainHost.unchanged(invocation).build());
        ProxyProcess proxy =
            ProxyProcess.start(
                Map.of(
                    "PROXY_DATA_DIR",
                    data.toString(),
                    "PROXY_LOOKUP_CACHE_BYTES",
                    "65536",
                    "USER_FUNCTION_PORT",
                    Integer.toString(host.port())))) {
      assertThat(proxy.client().register(registration()).http()).isEqualTo(200);
      for (int i = 0; i < CALLS; i++) {
        String name = name(random.nextInt(INSTANCES));
        assertThat(proxy.client().invoke(call(name)).body().getStatus().getStatus())
            .as(name)
            .isEqualTo(Status.OK);
      }
      assertThat(proxy.client().invoke(call("nothing")).body().getStatus().getMessage())
          .startsWith("ACTOR_NOT_FOUND: Actor nothing not found");

      assertThat(metric(proxy, "actorproxy_memory_instances")).isBetween(1.0, 65_536.0);
      assertThat(metric(proxy, "actorproxy_lookups_total")).isGreaterThan(CALLS / 2.0);
      await().until(() -> metric(proxy, "actorproxy_instances") == INSTANCES);
    }
  }

  private static void fill(Path data) throws Exception {
    try (StateStore store =
        new SqliteStoreDriver().open(new StoreSettings(data, 1 << 20, Map.of()))) {
      store
          .lookups()
          .addInstances(
              IntStream.range(0, INSTANCES)
                  .mapToObj(i -> new ActorKey("shop", "cart", name(i)))
                  .toList());
    }
  }

  private static String name(int i) {
    return "cart-%06d".formatted(i);
  }

  private static RegistrationRequest registration() {
    Actor.Builder actor = Actor.newBuilder().setId(Actors.id("shop", "cart", ""));
    actor.getSettingsBuilder().setKind(Kind.UNNAMED).setStateful(true);
    actor.addActions(Action.newBuilder().setName("look"));
    RegistrationRequest.Builder request = RegistrationRequest.newBuilder();
    request
        .getActorSystemBuilder()
        .setName("shop")
        .getRegistryBuilder()
        .putActors("cart", actor.build());
    return request.build();
  }

  private static InvocationRequest call(String name) {
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference("shop", name, ""))
            .setActionName("look");
    request.getSystemBuilder().setName("shop");
    return request.build();
  }

  private static double metric(ProxyProcess proxy, String name) throws Exception {
    return proxy
        .client()
        .send("GET", "/metrics", Map.of(), "")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }
}
