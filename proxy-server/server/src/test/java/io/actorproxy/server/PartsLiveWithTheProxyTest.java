package io.actorproxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.actorproxy.config.Configurations;
import io.actorproxy.config.ProxyConfig;
import io.actorproxy.part.ConfiguredPart;
import io.actorproxy.part.Core;
import io.actorproxy.part.DoorSettings;
import io.actorproxy.part.Lifecycle;
import io.actorproxy.part.ServerPart;
import io.actorproxy.setting.Environment;
import io.actorproxy.setting.Section;
import io.actorproxy.setting.ValueType;
import io.actorproxy.setting.Variable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A part is opened, asked whether it is ready, drained and closed with the proxy. */
final class PartsLiveWithTheProxyTest {
  private static final Section SECTION = new Section("Bell");
  private static final Variable<Boolean> FAILS =
      SECTION.ours("PROXY_BELL_FAILS", ValueType.flag(), false, "Fail while it opens.");

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable String> problem = new AtomicReference<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  private final class BellPart implements ServerPart {
    @Override
    public String title() {
      return "bell";
    }

    @Override
    public Section section() {
      return SECTION;
    }

    @Override
    public ConfiguredPart configure(Environment env, DoorSettings door) {
      boolean fails = env.get(FAILS);
      return (core, lifecycle) -> open(core, lifecycle, fails);
    }
  }

  private void open(Core core, Lifecycle lifecycle, boolean fails) throws IOException {
    events.add("opened above " + core.store().name());
    lifecycle.closes("the bell", () -> events.add("closed"));
    lifecycle.readyUnless("bell", problem::get);
    lifecycle.drains(
        "listeners",
        () -> {
          events.add("drained");
          return drained;
        });
    if (fails) {
      throw new IOException("it is cracked");
    }
  }

  @Test
  void itIsDrainedBeforeTheEndAndClosedThen() throws Exception {
    ProxyServer server = start(Map.of());
    CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);

    await().until(() -> events.contains("drained"));
    assertThat(events).containsExactly("opened above memory", "drained");
    drained.complete(null);

    assertThat(stopped.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(events).containsExactly("opened above memory", "drained", "closed");
  }

  @Test
  void aDrainThatFailsKeepsNothingFromItsEnd() throws Exception {
    ProxyServer server = start(Map.of());
    drained.completeExceptionally(new IOException("it is cracked"));

    assertThat(server.stop()).isTrue();

    assertThat(events).containsExactly("opened above memory", "drained", "closed");
  }

  @Test
  void theProxyIsReadyWhenItsPartsAre() throws Exception {
    drained.complete(null);
    problem.set("it is not hung up");
    try (ProxyServer server = start(Map.of())) {
      HttpResponse<String> down = readiness(server);
      assertThat(down.statusCode()).isEqualTo(503);
      assertThat(down.body()).contains("\"bell\":\"it is not hung up\"");

      problem.set(null);
      assertThat(readiness(server).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whatAPartHasOpenedIsClosedIfTheProxyCannotStart() {
    assertThatThrownBy(() -> start(Map.of("PROXY_BELL_FAILS", "true")))
        .isInstanceOf(IOException.class)
        .hasMessage("it is cracked");

    assertThat(events).containsExactly("opened above memory", "closed");
  }

  private ProxyServer start(Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PROXY_HTTP_PORT", "0");
    environment.put("PROXY_DATABASE_TYPE", "memory");
    ProxyConfig config = Configurations.of(environment, new BellPart());
    return ProxyServer.start(config, new Random(7));
  }

  private static HttpResponse<String> readiness(ProxyServer server) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.httpPort() + "/health/readiness");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }
}
