package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.config.ProxyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The YAML of the pages can be read, and fits the proxy: variables, ports, paths and times. The
 * parser is the one that Testcontainers brings along.
 */
final class YamlPagesTest {
  private static final Pattern BLOCK =
      Pattern.compile("^```yaml\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final String SECRET = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  @ParameterizedTest
  @ValueSource(strings = {"docs/guide/kubernetes.md", "docs/guide/metrics.md"})
  void everyBlockIsYaml(String page) throws IOException {
    assertThat(blocksOf(page)).isNotEmpty().allSatisfy(block -> assertThat(block).isNotEmpty());
  }

  @Test
  void theProxyTakesTheVariablesWithoutAWarning() throws Exception {
    for (Map<?, ?> proxy : proxies()) {
      Map<String, String> environment = new TreeMap<>();
      for (Object variable : list(proxy, "env")) {
        Map<?, ?> entry = map(variable);
        Object value = entry.get("value");
        environment.put((String) entry.get("name"), value == null ? SECRET : (String) value);
      }

      assertThat(ProxyConfig.fromEnvironment(environment, new Random(1)).warnings()).isEmpty();
    }
  }

  @Test
  void thePodLivesLongerThanTheGraceOfItsProxy() throws IOException {
    for (Map<?, ?> pod : pods()) {
      Integer grace = (Integer) pod.get("terminationGracePeriodSeconds");
      for (Object container : list(pod, "containers")) {
        for (Object variable : list(map(container), "env")) {
          Map<?, ?> entry = map(variable);
          if ("PROXY_SHUTDOWN_GRACE".equals(entry.get("name"))) {
            assertThat(grace).isGreaterThan(Integer.parseInt((String) entry.get("value")) / 1000);
          }
        }
      }
    }
  }

  @Test
  void probesAskTheHealthRoutes() throws IOException {
    for (Map<?, ?> proxy : proxies()) {
      assertThat(get(proxy, "livenessProbe", "httpGet", "path")).isEqualTo("/health/liveness");
      assertThat(get(proxy, "readinessProbe", "httpGet", "path")).isEqualTo("/health/readiness");
      assertThat(get(proxy, "readinessProbe", "httpGet", "port"))
          .isEqualTo(get(map(list(proxy, "ports").getFirst()), "containerPort"));
    }
  }

  private static List<Map<?, ?>> proxies() throws IOException {
    List<Map<?, ?>> proxies = new ArrayList<>();
    for (Map<?, ?> pod : pods()) {
      for (Object container : list(pod, "containers")) {
        if ("proxy".equals(map(container).get("name"))) {
          proxies.add(map(container));
        }
      }
    }
    assertThat(proxies).hasSize(3);
    return proxies;
  }

  private static List<Map<?, ?>> pods() throws IOException {
    List<Map<?, ?>> pods = new ArrayList<>();
    for (Map<?, ?> block : blocksOf("docs/guide/kubernetes.md")) {
      if (List.of("StatefulSet", "Deployment").contains(String.valueOf(block.get("kind")))) {
        pods.add(map(get(block, "spec", "template", "spec")));
      }
    }
    return pods;
  }

  private static List<Map<?, ?>> blocksOf(String page) throws IOException {
    List<Map<?, ?>> blocks = new ArrayList<>();
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    BLOCK
        .matcher(Files.readString(Pages.page(page)))
        .results()
        .forEach(block -> blocks.add(yaml.load(block.group(1))));
    return blocks;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Map<?, ?> map, String key) {
    return map.get(key) instanceof List<?> list ? list : List.of();
  }

  private static @Nullable Object get(Map<?, ?> map, String... path) {
    Object at = map;
    for (String key : path) {
      at = at instanceof Map<?, ?> inner ? inner.get(key) : null;
    }
    return at;
  }
}
