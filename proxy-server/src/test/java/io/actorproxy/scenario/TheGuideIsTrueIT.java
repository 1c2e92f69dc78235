package io.actorproxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.actorproxy.scenario.host.HttpMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the guide against the distribution: each fenced {@code sh} block is executed, and what it
 * prints must be what the next {@code json} or {@code text} block says. The hosts are started as
 * the {@code shell} blocks do it.
 */
@Tag("dist")
@Timeout(120)
final class TheGuideIsTrueIT {
  private static final Path ROOT = root();
  private static final Path GUIDE = ROOT.resolve("docs/guide/getting-started.md");
  private static final Pattern FENCE =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private record Block(String language, String text) {}

  private record Step(String command, Block expected) {}

  @ParameterizedTest
  @ValueSource(strings = {"docs/examples/node", "docs/examples/python", "docs/examples/java"})
  void withEachSampleHost(String example) throws Exception {
    int proxyPort = Ports.free();
    int hostPort = Ports.free();
    Map<String, String> ports =
        Map.of("PROXY_HTTP_PORT", "" + proxyPort, "USER_FUNCTION_PORT", "" + hostPort);

    try (ProxyProcess proxy = ProxyProcess.startDistribution(ports)) {
      Process host = startHost(example, ports);
      try {
        await().atMost(Duration.ofSeconds(30)).until(() -> isRegistered(proxy));
        for (Step step : steps()) {
          check(step, run(step.command().replace("localhost:9001", "127.0.0.1:" + proxyPort)));
        }
      } finally {
        host.destroy();
        host.onExit().join();
      }
    }
  }

  @Test
  void everyCommandHasAnExpectation() throws Exception {
    long commands = blocks().stream().filter(block -> block.language().equals("sh")).count();

    assertThat(steps()).hasSize((int) commands).hasSizeGreaterThan(10);
  }

  private static void check(Step step, String printed) throws IOException {
    String expected = step.expected().text();
    if (step.expected().language().equals("json")) {
      assertThat(json(printed)).as(step.command()).isEqualTo(json(expected));
    } else {
      assertThat(printed.strip()).as(step.command()).isEqualTo(expected.strip());
    }
  }

  private static Struct json(String text) throws IOException {
    Struct.Builder struct = Struct.newBuilder();
    JsonFormat.parser().merge(text, struct);
    return struct.build();
  }

  private static List<Block> blocks() throws IOException {
    Matcher fence = FENCE.matcher(Files.readString(GUIDE));
    List<Block> blocks = new ArrayList<>();
    while (fence.find()) {
      blocks.add(new Block(fence.group(1), fence.group(2)));
    }
    return blocks;
  }

  private static List<Step> steps() throws IOException {
    List<Block> blocks = blocks();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i + 1 < blocks.size(); i++) {
      boolean expectation = List.of("json", "text").contains(blocks.get(i + 1).language());
      if (blocks.get(i).language().equals("sh") && expectation) {
        steps.add(new Step(blocks.get(i).text(), blocks.get(i + 1)));
      }
    }
    return steps;
  }

  private static Process startHost(String example, Map<String, String> ports) throws IOException {
    String command =
        blocks().stream()
            .filter(block -> block.language().equals("shell") && block.text().contains(example))
            .map(Block::text)
            .findFirst()
            .orElseThrow();
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "exec " + command).directory(ROOT.toFile()).inheritIO();
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(ports);
    // The Java sample wants the JDK this test runs on.
    String javaFirst =
        Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");
    builder.environment().put("PATH", javaFirst);
    return builder.start();
  }

  private static boolean isRegistered(ProxyProcess proxy) throws IOException {
    HttpMessage state =
        proxy.client().send("GET", "/api/v1/system/shop/actors/counter", Map.of(), "");
    return state.status() == 200;
  }

  private static String run(String command) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    try (InputStream out = shell.getInputStream()) {
      String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return printed;
    }
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("docs/examples"))) {
        return at;
      }
    }
    throw new IllegalStateException("not inside the repository");
  }
}
