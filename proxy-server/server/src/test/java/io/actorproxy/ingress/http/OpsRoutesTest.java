package io.actorproxy.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.http.ResponseReader.Response;
import io.actorproxy.ingress.ops.Ops;
import io.actorproxy.ingress.ops.ReadinessCheck;
import io.actorproxy.loops.Transport;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpsRoutesTest {
  private record Check(String name, AtomicReference<@Nullable String> reason)
      implements ReadinessCheck {
    @Override
    public @Nullable String problem() {
      return reason.get();
    }
  }

  private static Door open(Ops ops) {
    return new Door(HttpConfig.listeningOn("127.0.0.1", 0), ops, Transport.open(1));
  }

  @Test
  void livenessIsUpWhateverReadinessSays() {
    Check store = new Check("store", new AtomicReference<>("does not answer"));
    try (Door door = open(new Ops(List.of(store), null));
        RawClient client = door.connect()) {
      for (String path : List.of("/health", "/health/liveness")) {
        Response response = client.send(RawClient.get(path)).read();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo("application/json");
        assertThat(response.text()).isEqualTo("{\"status\":\"up\"}");
      }
    }
  }

  @Test
  void readinessNamesWhatIsWrongAndComesBack() {
    Check store = new Check("store", new AtomicReference<>(null));
    Check drain = new Check("draining", new AtomicReference<>(null));
    try (Door door = open(new Ops(List.of(store, drain), null));
        RawClient client = door.connect()) {
      byte[] probe = RawClient.get("/health/readiness");
      assertThat(client.send(probe).read().text()).isEqualTo("{\"status\":\"up\"}");

      store.reason().set("says \"no\"");
      drain.reason().set("the proxy is stopping");
      Response down = client.send(probe).read();
      assertThat(down.status()).isEqualTo(503);
      assertThat(down.text())
          .isEqualTo(
              "{\"status\":\"down\",\"details\":{\"store\":\"says \\\"no\\\"\","
                  + "\"draining\":\"the proxy is stopping\"}}");

      store.reason().set(null);
      drain.reason().set(null);
      assertThat(client.send(probe).read().status()).isEqualTo(200);
    }
  }

  @Test
  void metricsAreServedAsPrometheusText() {
    try (Door door = open(new Ops(List.of(), () -> "actors 3\n"));
        RawClient client = door.connect()) {
      Response response = client.send(RawClient.get("/metrics")).read();

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("content-type")).startsWith("text/plain; version=0.0.4");
      assertThat(response.text()).isEqualTo("actors 3\n");
    }
  }

  @Test
  void metricsThatAreSwitchedOffSaySo() {
    try (Door door = open(new Ops(List.of(), null));
        RawClient client = door.connect()) {
      Response response = client.send(RawClient.get("/metrics")).read();

      assertThat(response.status()).isEqualTo(404);
      assertThat(response.text()).contains("metrics are switched off");
    }
  }

  @Test
  void metricsThatFailAreAnsweredAsADefect() {
    Ops broken =
        new Ops(
            List.of(),
            () -> {
              throw new IllegalStateException("a bug");
            });
    try (Door door = open(broken);
        RawClient client = door.connect()) {
      assertThat(client.send(RawClient.get("/metrics")).read().status()).isEqualTo(500);
    }
  }

  @Test
  void headIsAnsweredWithTheHeadersOfGetAndNoBody() {
    try (Door door = open(new Ops(List.of(), () -> "actors 3\n"));
        RawClient client = door.connect()) {
      for (String path : List.of("/health", "/health/liveness", "/health/readiness", "/metrics")) {
        Response get = client.send(RawClient.get(path)).read();
        Response head = client.send(RawClient.request("HEAD " + path, "", new byte[0])).read(false);
        assertThat(head.headers()).isEqualTo(get.headers());
        assertThat(head.status()).isEqualTo(get.status());
      }
    }
  }
}
