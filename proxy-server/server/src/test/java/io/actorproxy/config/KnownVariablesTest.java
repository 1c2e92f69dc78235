package io.actorproxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.setting.Variable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnownVariablesTest {
  @ParameterizedTest
  @CsvSource({
    "PROXY_HTP_PORT, PROXY_HTTP_PORT",
    "PROXY_DATABASE_TYP, PROXY_DATABASE_TYPE",
    "SPAWN_PROXY_LOG_LEVEL, SPAWN_PROXY_LOGGER_LEVEL",
    "USER_FUNCTION_PROT, USER_FUNCTION_PORT",
    "ACTORS_GLOBAL_BACKPRESURE_ENABLED, ACTORS_GLOBAL_BACKPRESSURE_ENABLED",
  })
  void aMisspeltNameIsToldTheNearestOne(String name, String nearest) {
    assertThat(warningsOf(Map.of(name, "1")))
        .containsExactly(
            "%s is not a variable of the proxy and is ignored; did you mean %s?"
                .formatted(name, nearest));
  }

  @Test
  void aNameLikeNoOtherIsOnlyReported() {
    assertThat(warningsOf(Map.of("PROXY_COFFEE", "black")))
        .containsExactly("PROXY_COFFEE is not a variable of the proxy and is ignored");
  }

  @Test
  void namesOfOthersAreNoneOfOurBusiness() {
    assertThat(warningsOf(Map.of("HTTP_PROXY", "x", "PATH", "/bin", "PROXYPORT", "1"))).isEmpty();
  }

  @Test
  void whatKubernetesAddsForServicesIsNoneOfOurBusiness() {
    assertThat(
            warningsOf(
                Map.of(
                    "PROXY_HEADLESS_SERVICE_HOST", "10.0.0.1",
                    "PROXY_HEADLESS_SERVICE_PORT", "4369",
                    "SPAWN_OPERATOR_SERVICE_PORT_HTTP", "80",
                    "SPAWN_OPERATOR_PORT_80_TCP_ADDR", "10.0.0.2",
                    "SPAWN_OPERATOR_PORT", "tcp://10.0.0.2:80")))
        .isEmpty();
  }

  @Test
  void whatIsNotThereYetIsSaidInOneLine() {
    assertThat(warningsOf(Map.of("PROXY_GRPC_SERVER_ENABLED", "true")))
        .containsExactly(
            "PROXY_GRPC_SERVER_ENABLED is known but has no effect in this version: gRPC is not"
                + " served");
    assertThat(warningsOf(Map.of("PROXY_DATABASE_HOST", "db", "PROXY_DATABASE_NAME", "actors")))
        .containsExactly(
            "PROXY_DATABASE_HOST, PROXY_DATABASE_NAME: without effect, since PROXY_DATABASE_TYPE is"
                + " sqlite");
  }

  @Test
  void switchingOffWhatIsNotThereNeedsNoWarning() {
    assertThat(
            warningsOf(
                Map.of(
                    "PROXY_GRPC_SERVER_ENABLED", "false",
                    "PROXY_CLUSTER_STRATEGY", "standalone",
                    "SPAWN_USE_INTERNAL_NATS", "false",
                    "SPAWN_PUBSUB_ADAPTER", "native",
                    "PROXY_DATABASE_SSL", "false")))
        .isEmpty();
  }

  @Test
  void whatAnOperatorInjectsWithoutAskingForAnythingIsAccepted() {
    assertThat(
            warningsOf(
                Map.of(
                    "SPAWN_PROXY_PORT", "9001",
                    "SPAWN_PROXY_INTERFACE", "0.0.0.0",
                    "PROXY_HEARTBEAT_INTERVAL", "240000",
                    "PROXY_HEADLESS_SERVICE", "system-bank",
                    "SPAWN_CRDT_SYNC_INTERVAL", "2",
                    "ACTORS_GLOBAL_BACKPRESSURE_ENABLED", "true",
                    "RELEASE_COOKIE", "c",
                    "NODE_COOKIE", "c",
                    "ERL_FLAGS", "+JPperf true",
                    "POD_IP", "10.0.0.3")))
        .isEmpty();
  }

  @Test
  void noNameIsKnownTwice() {
    List<String> names =
        Stream.concat(
                Variables.of(Distribution.found()).all().stream().map(Variable::name),
                VariablesWithoutEffect.ALL.stream().flatMap(group -> group.names().stream()))
            .toList();

    assertThat(names).doesNotHaveDuplicates();
  }

  private static List<String> warningsOf(Map<String, String> env) {
    return ProxyConfig.fromEnvironment(env, new Random(7)).warnings();
  }
}
