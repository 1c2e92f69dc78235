package io.actorproxy.scenario;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.actorproxy.cluster.link.LinkConfig.Versions;
import io.actorproxy.cluster.part.ClusterConfig;
import io.actorproxy.config.ProxyConfig;
import io.actorproxy.process.DatabaseServer;
import io.actorproxy.sdks.ActorScript;
import io.actorproxy.sdks.Actors;
import io.actorproxy.sdks.HostSetup;
import io.actorproxy.sdks.Ports;
import io.actorproxy.sdks.ScriptedHost;
import io.actorproxy.sdks.Sdk;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.server.ProxyServer;
import io.actorproxy.statestore.StoreException;
import io.spawn.InvocationRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Members of a cluster in the JVM of the test, on one PostgreSQL, over real links; each with a host
 * of its own. A member starts in a fraction of the time that a process of its own takes.
 */
final class LiveCluster implements AutoCloseable {
  static final String SYSTEM = "shop";

  private final DatabaseServer database;
  private final List<Member> members = new ArrayList<>();

  LiveCluster(Path directory) throws IOException {
    database = DatabaseServer.postgres(directory, directory.resolve("postgres.log"));
    // It listens before it takes connections.
    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(this::takesConnections);
  }

  private boolean takesConnections() throws SQLException {
    try (Connection connection = connect()) {
      return connection.isValid(5);
    }
  }

  /** A connection to the tables of the members. */
  Connection connect() throws SQLException {
    Map<String, String> variables = database.environment();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%s/%s?currentSchema=actor_proxy"
            .formatted(variables.get("PROXY_DATABASE_PORT"), variables.get("PROXY_DATABASE_NAME")),
        variables.get("PROXY_DATABASE_USERNAME"),
        variables.get("PROXY_DATABASE_SECRET"));
  }

  /** What all members have in common. */
  Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>(database.environment());
    variables.put("PROXY_CLUSTER_STRATEGY", "static");
    variables.put("PROXY_CLUSTER_PORT", "0");
    variables.put("PROXY_CLUSTER_SECRET", "known-to-all-the-members");
    variables.put("SPAWN_SUPERVISORS_STATE_HANDOFF_CONTROLLER", "persistent");
    variables.put("PROXY_DATABASE_POOL_SIZE", "4");
    variables.put("PROXY_EVENT_LOOPS", "2");
    variables.put("PROXY_SHUTDOWN_GRACE", "5000");
    return variables;
  }

  /** What is different at a member. */
  Setup member(String app, String name, ActorScript... actors) {
    return new Setup(app, name, List.of(actors));
  }

  /** Stops what a test has started. */
  void stopMembers() throws IOException {
    for (Member member : List.copyOf(members)) {
      member.close();
    }
  }

  @Override
  public void close() throws IOException {
    stopMembers();
    database.close();
  }

  /** A member that is still to be started. */
  final class Setup {
    private final Map<String, String> variables = variables();
    private final List<ActorScript> actors;
    private Versions versions = Versions.CURRENT;

    Setup(String app, String name, List<ActorScript> actors) {
      this.actors = actors;
      variables.put("PROXY_APP_NAME", app);
      variables.put("PROXY_MEMBER_NAME", name);
    }

    Setup with(String variable, String value) {
      variables.put(variable, value);
      return this;
    }

    Setup speaking(int oldest, int newest) {
      versions = new Versions(oldest, newest);
      return this;
    }

    /** Starts it with its host, which listens before and registers at once. */
    Member start() throws IOException, StoreException {
      Member member = startAlone();
      member.host.register();
      return member;
    }

    /** Starts it; its host listens and has not registered. */
    Member startAlone() throws IOException, StoreException {
      int port = Ports.free();
      ScriptedHost host =
          Sdk.NODE.create(new HostSetup(Ports.free(), SpawnClient.onPort(port), SYSTEM, actors));
      host.listen();
      int admin = Ports.free();
      variables.put("PROXY_HTTP_PORT", Integer.toString(port));
      variables.put("PROXY_ADMIN_PORT", Integer.toString(admin));
      variables.put("USER_FUNCTION_HOST", "127.0.0.1");
      variables.put("USER_FUNCTION_PORT", Integer.toString(host.port()));
      Member member =
          new Member(
              ProxyServer.start(config(), new Random(1)),
              host,
              SpawnClient.onPort(port),
              SpawnClient.onPort(admin));
      members.add(member);
      return member;
    }

    private ProxyConfig config() {
      ProxyConfig read = ProxyConfig.fromEnvironment(variables, new Random(1));
      return new ProxyConfig(
          read.identity(),
          read.http(),
          read.eventLoops(),
          read.host(),
          read.routing(),
          read.entity(),
          read.supervision(),
          read.outbox(),
          read.messages(),
          read.state(),
          read.store(),
          read.limits(),
          read.observation(),
          read.parts().stream()
              .map(part -> part instanceof ClusterConfig one ? one.speaking(versions) : part)
              .toList(),
          read.lacks(),
          read.warnings(),
          read.settings());
    }
  }

  /** A member that runs. */
  final class Member implements AutoCloseable {
    final ScriptedHost host;
    final SpawnClient client;
    private final ProxyServer proxy;
    private final SpawnClient admin;

    Member(ProxyServer proxy, ScriptedHost host, SpawnClient client, SpawnClient admin) {
      this.proxy = proxy;
      this.host = host;
      this.client = client;
      this.admin = admin;
    }

    /** Calls an action, and says what its reply is. */
    String call(String actor, String action, String input) {
      try {
        return host.invoke(actor, "", action, input);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** As {@link #call}, for so many milliseconds at most; says how the call has failed. */
    String failure(String actor, String action, int millis) {
      InvocationRequest.Builder request =
          InvocationRequest.newBuilder()
              .setActor(Actors.reference(SYSTEM, actor, ""))
              .setActionName(action)
              .putMetadata("request-timeout", Integer.toString(millis));
      request.getSystemBuilder().setName(SYSTEM);
      try {
        return client.invoke(request.build()).body().getStatus().getMessage();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** How often its host has run an action. */
    long ran(String action) {
      return host.timesInvoked(action);
    }

    boolean isReady() {
      return readiness().startsWith("200 ");
    }

    /** What it answers when it is asked whether it is ready. */
    String readiness() {
      try {
        var answer = client.send("GET", "/health/readiness", Map.of(), "");
        return answer.status() + " " + answer.text();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** How many slots each member owns, as this one sees it. */
    Map<String, Integer> slots() {
      Map<String, Integer> slots = new TreeMap<>();
      for (JsonElement each : report().getAsJsonArray("members")) {
        JsonObject seen = each.getAsJsonObject();
        int all =
            seen.getAsJsonObject("slots").asMap().values().stream()
                .mapToInt(JsonElement::getAsInt)
                .sum();
        slots.put(seen.get("name").getAsString(), all);
      }
      return slots;
    }

    /** How many slots a member owns, as this one sees it. */
    int slotsOf(String member) {
      return slots().getOrDefault(member, 0);
    }

    /** The groups of types of which a member owns slots. */
    TreeSet<String> groups(String member) {
      TreeSet<String> groups = new TreeSet<>();
      for (JsonElement each : report().getAsJsonArray("members")) {
        JsonObject seen = each.getAsJsonObject();
        if (seen.get("name").getAsString().equals(member)) {
          groups.addAll(seen.getAsJsonObject("slots").keySet());
        }
      }
      return groups;
    }

    /** How many members it sees. */
    int seen() {
      return report().getAsJsonArray("members").size();
    }

    private JsonObject report() {
      try {
        String text = admin.send("GET", "/admin/v1/cluster", Map.of(), "").text();
        return JsonParser.parseString(text).getAsJsonObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Member awaitReady() {
      await().until(this::isReady);
      return this;
    }

    /** As SIGTERM does it. */
    boolean stop() {
      members.remove(this);
      return proxy.stop();
    }

    @Override
    public void close() throws IOException {
      stop();
      host.close();
    }
  }
}
