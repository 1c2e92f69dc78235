package io.actorproxy.hostile;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.scenario.ProxyProcess;
import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.HostSetup;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.sdks.Values;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationRequest;
import io.spawn.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A proxy process with a host, and what can be seen of its health from outside. */
final class Victim implements AutoCloseable {
  static final String SYSTEM = "storm";

  /** A counter that no attack is aimed at. */
  static final String CALM = "calm counter";

  private static final Pattern HEAP_USED =
      Pattern.compile("^jvm_memory_used_bytes\\{area=\"heap\".*} (.*)$", Pattern.MULTILINE);

  private final ScriptedHost host;
  private final ProxyProcess proxy;

  private Victim(ScriptedHost host, ProxyProcess proxy) {
    this.host = host;
    this.proxy = proxy;
  }

  /**
   * Starts a proxy beside a host, and registers the host's actors and the one that is left alone.
   */
  static Victim start(Sdk sdk, Map<String, String> settings, ActorScript... others)
      throws IOException {
    List<ActorScript> actors = Stream.concat(Stream.of(counter(CALM)), Stream.of(others)).toList();
    // The proxy is not there yet; it has to know the port of its host when it starts.
    ScriptedHost host = sdk.create(new HostSetup(0, SpawnClient.onPort(1), SYSTEM, actors));
    host.listen();
    Map<String, String> all = new TreeMap<>(settings);
    all.put("USER_FUNCTION_PORT", Integer.toString(host.port()));
    Victim victim = new Victim(host, ProxyProcess.start(all));
    victim.register(actors);
    return victim;
  }

  private void register(List<ActorScript> actors) throws IOException {
    RegistrationRequest.Builder request = RegistrationRequest.newBuilder();
    request.getActorSystemBuilder().setName(SYSTEM);
    for (ActorScript actor : actors) {
      request
          .getActorSystemBuilder()
          .getRegistryBuilder()
          .putActors(actor.name(), actor.definition(SYSTEM));
    }
    assertThat(client().register(request.build()).body().getStatus().getMessage())
        .isEqualTo("Accepted");
  }

  ScriptedHost host() {
    return host;
  }

  ProxyProcess proxy() {
    return proxy;
  }

  int port() {
    return proxy.port();
  }

  SpawnClient client() {
    return proxy.client();
  }

  /** A synchronous call from outside. */
  static InvocationRequest.Builder request(String actor, String action, String input) {
    InvocationRequest.Builder request =
        InvocationRequest.newBuilder()
            .setActor(Actors.reference(SYSTEM, actor, ""))
            .setActionName(action)
            .setValue(Values.any(input));
    request.getSystemBuilder().setName(SYSTEM);
    return request;
  }

  /** A call that has to succeed; returns the text of its answer. */
  String call(String actor, String action, String input) throws IOException {
    InvocationResponse response = client().invoke(request(actor, action, input).build()).body();
    assertThat(response.getStatus().getStatus())
        .as(response.getStatus().getMessage())
        .isEqualTo(Status.OK);
    return Values.text(response.getValue());
  }

  int openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + proxy.pid() + "/fd"))) {
      return (int) files.count();
    }
  }

  int threads() throws IOException {
    return (int) fromStatus("Threads");
  }

  /** Memory of the process that is not on disk. */
  long residentBytes() throws IOException {
    return fromStatus("VmRSS") * 1024;
  }

  private long fromStatus(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + proxy.pid() + "/status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no " + name);
  }

  /** The heap that is in use after a collection. */
  long heapBytes() throws IOException, InterruptedException {
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(proxy.pid()),
            "GC.run")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    long used = 0;
    Matcher regions = HEAP_USED.matcher(client().send("GET", "/metrics", Map.of(), "").text());
    while (regions.find()) {
      used += (long) Double.parseDouble(regions.group(1));
    }
    assertThat(used).as("heap in use").isPositive();
    return used;
  }

  /** What a gauge without labels says. */
  double metric(String name) throws IOException {
    String metrics = client().send("GET", "/metrics", Map.of(), "").text();
    for (String line : metrics.lines().toList()) {
      if (line.startsWith(name + " ")) {
        return Double.parseDouble(line.substring(name.length() + 1));
      }
    }
    throw new IOException("no gauge " + name);
  }

  /** Ready, and with nothing in the log that speaks of a defect. */
  void assertHealthy() throws IOException {
    assertThat(client().send("GET", "/health/readiness", Map.of(), "").status()).isEqualTo(200);
    assertThat(proxy.log().stream().filter(Victim::tellsOfADefect)).isEmpty();
  }

  /** A call that was promised to a host that refuses it is a dead letter, and no defect. */
  private static boolean tellsOfADefect(String line) {
    return line.contains(" ERROR ") && !line.contains(" FailureLog: Dead letter ")
        || line.contains("LEAK")
        || line.contains("Exception")
        || line.strip().startsWith("at ");
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    host.close();
  }
}
