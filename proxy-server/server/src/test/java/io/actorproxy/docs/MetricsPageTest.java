package io.actorproxy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.scenario.ProxyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page of the metrics lists what a running proxy answers: names, types and labels. */
@Timeout(60)
final class MetricsPageTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `(\\w+)` \\| (gauge|counter|summary|histogram) \\| (.*?) \\|");
  private static final Pattern TYPE = Pattern.compile("^# TYPE (\\w+) (\\w+)$");
  private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(?:\\{(.*)\\})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  private record Metric(String type, Set<String> labels) {}

  /** Those of a cluster are asked of a member, in {@code MembersShareActorsIT}. */
  @Test
  void itHasEveryMetricWithItsTypeAndLabels() throws Exception {
    Map<String, Metric> page = onThePage();
    page.keySet().removeIf(name -> name.startsWith("actorproxy_cluster_"));
    assertThat(page).isEqualTo(ofARunningProxy());
  }

  private static Map<String, Metric> onThePage() throws IOException {
    Map<String, Metric> metrics = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("../../docs/guide/metrics.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        Set<String> labels = new TreeSet<>();
        Pattern.compile("`(\\w+)`")
            .matcher(row.group(3))
            .results()
            .forEach(label -> labels.add(label.group(1)));
        metrics.put(row.group(1), new Metric(row.group(2), labels));
      }
    }
    return metrics;
  }

  private static Map<String, Metric> ofARunningProxy() throws Exception {
    try (ProxyProcess proxy = ProxyProcess.start(Map.of())) {
      Map<String, String> json = Map.of("content-type", "application/json");
      // A turn that needs no host.
      proxy.client().send("POST", "/api/v1/system", json, REGISTRATION);
      proxy.client().send("POST", "/api/v1/system/shop/actors/counter/invoke", json, CALL);
      return metricsIn(proxy.client().send("GET", "/metrics", Map.of(), "").text());
    }
  }

  private static final String REGISTRATION =
      """
      {"actorSystem": {"name": "shop", "registry": {"actors": {
        "counter": {"settings": {"kind": "NAMED", "stateful": true}}}}}}
      """;
  private static final String CALL =
      """
      {"system": {"name": "shop"}, "actor": {"id": {"name": "counter"}}, "actionName": "get"}
      """;

  private static Map<String, Metric> metricsIn(String exposition) {
    Map<String, Metric> metrics = new TreeMap<>();
    Set<String> labels = new TreeSet<>();
    for (String line : exposition.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.find()) {
        labels = new TreeSet<>();
        metrics.put(type.group(1), new Metric(type.group(2), labels));
      } else if (!line.startsWith("#") && sample.find() && sample.group(2) != null) {
        LABEL.matcher(sample.group(2)).results().map(label -> label.group(1)).forEach(labels::add);
        labels.remove("le");
      }
    }
    return metrics;
  }
}
