package io.actorproxy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.sun.management.OperatingSystemMXBean;
import io.actorproxy.sdks.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution works wherever it is copied, with nothing but a shell around it. */
@Tag("dist")
final class DistributionIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir static Path elsewhere;
  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable Process started;
  private int port;

  @BeforeAll
  static void copyTheDistribution() throws Exception {
    Path dist = Path.of("../target/dist");
    assertThat(dist).as("made by ./proxy build").isDirectory();
    var copy = new ProcessBuilder("cp", "-R", dist.toString(), home().toString()).start();
    assertThat(copy.waitFor()).isZero();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (started != null) {
      started.destroyForcibly().waitFor();
    }
  }

  @Test
  void runsOnItsOwnJavaWhereverItIsCopied() throws Exception {
    Process server = start("");

    awaitReady(server);
    assertThat(server.info().command())
        .hasValue(home().toRealPath().resolve("runtime/bin/java").toString());
  }

  @Test
  void theAheadOfTimeCacheFits() throws Exception {
    // In this mode the JVM refuses to start when it cannot use the cache.
    Process server = start("-XX:AOTMode=on");

    awaitReady(server);
  }

  @Test
  void javaOptionsOverrideItsOwn() throws Exception {
    Process server = start("-XX:+UseG1GC -Xmx300m -XX:+PrintFlagsFinal");

    awaitReady(server);
    assertThat(output())
        .containsPattern("bool UseG1GC\\s+= true")
        .containsPattern("bool UseSerialGC\\s+= false")
        .containsPattern("MaxHeapSize\\s+= 314572800");
  }

  @Test
  void aBigHeapIsCleanedUpConcurrently() throws Exception {
    Process server = start("-Xmx4g -XX:+PrintFlagsFinal");

    awaitReady(server);
    assertThat(output())
        .containsPattern("bool UseG1GC\\s+= true")
        .containsPattern("bool UseSerialGC\\s+= false");
  }

  @Test
  void theHeapFollowsTheMemoryThereIs() throws Exception {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();

    Process server = start("-XX:+PrintFlagsFinal");

    awaitReady(server);
    Matcher heap = Pattern.compile("MaxHeapSize\\s+= (\\d+)").matcher(output());
    assertThat(heap.find()).isTrue();
    assertThat(Long.parseLong(heap.group(1)))
        .isCloseTo(Math.min(2L << 30, memory / 2), withPercentage(5));
    assertThat(output()).doesNotContainPattern("MaxRAM .*command line");
  }

  @Test
  void aloneItLoadsNoClassOfACluster() throws Exception {
    Process server = start("-Xlog:class+load");

    awaitReady(server);
    assertThat(output())
        .contains("io.actorproxy.server.ProxyServer ")
        .doesNotContain("io.grpc.", "com.hazelcast.", "http2", "com.google.common.")
        .doesNotContain("io.actorproxy.cluster.link.GrpcLinks", "io.actorproxy.cluster.Cluster ");
    assertThat(openFiles(server))
        .anyMatch(file -> file.endsWith("/lib/actor-proxy-server.jar"))
        .noneMatch(file -> file.contains("/lib/cluster/"));
  }

  @Test
  void aMemberWithoutTheLibrariesOfAClusterDoesNotStart() throws Exception {
    Path libraries = home().resolve("lib/cluster");
    Path aside = Files.move(libraries, home().resolve("aside"));
    try {
      Process server = startMember("");

      assertThat(server.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).as(output()).isEqualTo(2);
      assertThat(output()).contains("PROXY_CLUSTER_STRATEGY", "lib/cluster", "bin/actor-proxy");
    } finally {
      Files.move(aside, libraries);
    }
  }

  @Test
  void theAheadOfTimeCacheFitsAMember() throws Exception {
    Process server = startMember("-XX:AOTMode=on -Xlog:class+load");

    assertThat(server.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output())
        .containsPattern("io.actorproxy.server.ProxyServer source: shared objects file")
        .contains("PROXY_DATABASE_TYPE");
  }

  private static List<String> openFiles(Process process) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      for (Path file : files.toList()) {
        if (Files.isSymbolicLink(file)) { // It may have been closed meanwhile.
          names.add(Files.readSymbolicLink(file).toString());
        }
      }
    }
    return names;
  }

  @Test
  void leavesWithZeroWhenItIsToldToTerminate() throws Exception {
    Process server = start("");
    awaitReady(server);

    server.destroy();

    assertThat(server.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).as(output()).isZero();
  }

  @Test
  void startsWithoutThePartThatItsAdminApiIsAndSaysSo() throws Exception {
    Path part = jar("actor-proxy-admin-");
    Path aside = Files.move(part, directory.resolve("aside.jar"));
    try {
      Process server = start("");

      awaitReady(server);
      assertThat(output())
          .contains("This distribution lacks a part: the admin API")
          .doesNotContain("The admin API is listening");
    } finally {
      Files.move(aside, part);
    }
  }

  private static Path jar(String beginning) throws IOException {
    try (Stream<Path> jars = Files.list(home().resolve("lib"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith(beginning))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void refusesUnknownCommandsInsteadOfIgnoringThem() throws Exception {
    Process server = start("", "--port", "80");

    assertThat(server.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).as(output()).isEqualTo(2);
    assertThat(output()).contains("none named '--port'", "usage: actor-proxy");
  }

  @Test
  void theHealthCheckOfTheImageTellsWhetherItLives() throws Exception {
    Process server = start("");
    awaitReady(server);

    assertThat(healthCheck()).isZero();

    server.destroyForcibly().waitFor();
    assertThat(healthCheck()).isNotZero();
  }

  /** Runs what the Dockerfile tells the container engine to run. Its exit status. */
  private int healthCheck() throws Exception {
    Matcher command =
        Pattern.compile("HEALTHCHECK[^\\[]*(\\[.*])")
            .matcher(Files.readString(Path.of("../../docker/Dockerfile")));
    assertThat(command.find()).isTrue();
    ProcessBuilder builder = new ProcessBuilder();
    for (JsonElement word : JsonParser.parseString(command.group(1)).getAsJsonArray()) {
      builder.command().add(word.getAsString());
    }
    builder.environment().put("PROXY_HTTP_PORT", Integer.toString(port));
    Process check = builder.start();
    assertThat(check.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return check.exitValue();
  }

  private static Path home() {
    return elsewhere.resolve("a copy");
  }

  private Process start(String javaOptions, String... arguments) throws IOException {
    return start(javaOptions, Map.of(), arguments);
  }

  private Process start(String javaOptions, Map<String, String> more, String... arguments)
      throws IOException {
    port = Ports.free();
    ProcessBuilder builder = new ProcessBuilder(home().resolve("bin/actor-proxy").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                "/usr/bin:/bin",
                "JAVA_OPTS",
                javaOptions,
                "PROXY_HTTP_PORT",
                Integer.toString(port),
                "PROXY_DATA_DIR",
                directory.resolve("data").toString()));
    builder.environment().putAll(more);
    Process server = builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
    started = server;
    return server;
  }

  /** What is to be a member, but has a store that no other process can share. */
  private Process startMember(String javaOptions) throws IOException {
    return start(javaOptions, Map.of("PROXY_CLUSTER_STRATEGY", "static"));
  }

  private void awaitReady(Process server) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .failFast("the server exited", () -> !server.isAlive())
        .until(this::isReady);
  }

  private boolean isReady() throws Exception {
    URI readiness = URI.create("http://127.0.0.1:" + port + "/health/readiness");
    try {
      return client
              .send(HttpRequest.newBuilder(readiness).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (ConnectException notYet) {
      return false;
    }
  }

  private Path log() {
    return directory.resolve("server.log");
  }

  private String output() throws IOException {
    return Files.readString(log());
  }
}
