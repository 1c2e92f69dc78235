import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import io.spawn.Context;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationRequest;
import io.spawn.RegistrationResponse;
import io.spawn.RequestStatus;
import io.spawn.ServiceInfo;
import io.spawn.Status;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.ActorSettings;
import io.spawn.actors.ActorSystem;
import io.spawn.actors.Kind;
import io.spawn.actors.Registry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Lets the proxy of a distribution do its daily work once - start on SQLite, register a host, keep
 * the state of a few actors, drain on SIGTERM - so that the JVM records which classes and methods
 * that takes. The record, {@code lib/actor-proxy.aot}, makes every later start faster.
 *
 * <p>Run as a single-file program: {@code java -cp 'dist/lib/*' AotTraining.java <dist> <scratch
 * directory>}. Fails, and leaves the server's log in the scratch directory, when any answer is not
 * what it should be: a record of errors would be worth nothing.
 */
final class AotTraining {
  private static final String SYSTEM = "training";
  private static final int ACTORS = 8;
  private static final int INVOCATIONS_PER_ACTOR = 500;
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(120);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI proxy;

  private AotTraining(int port) {
    this.proxy = URI.create("http://127.0.0.1:" + port);
  }

  public static void main(String[] args) throws Exception {
    Path dist = Path.of(args[0]);
    Path scratch = Path.of(args[1]);
    deleteTree(scratch);
    Files.createDirectories(scratch);
    Path log = scratch.resolve("server.log");

    HttpServer host = startHost();
    int port = freePort();
    Process server = startServer(dist, scratch, log, port, host.getAddress().getPort());
    try {
      AotTraining training = new AotTraining(port);
      training.awaitReady(server);
      training.exercise();
      server.destroy();
      check(server.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS), "the server did not stop");
      check(Files.exists(cache(dist)), "the server stopped without writing " + cache(dist));
    } catch (Exception failure) {
      throw new IllegalStateException("training failed; the server's log is " + log, failure);
    } finally {
      server.destroyForcibly();
      host.stop(0);
    }
    System.exit(0);
  }

  private static Path cache(Path dist) {
    return dist.resolve("lib/actor-proxy.aot");
  }

  private static Process startServer(Path dist, Path scratch, Path log, int port, int hostPort)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(dist.resolve("bin/actor-proxy").toString());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PROXY_") || name.startsWith("SPAWN_"));
    // A relative path, since options cannot have spaces in them and the directory can.
    builder.directory(cache(dist).getParent().toFile());
    environment.put("JAVA_OPTS", "-XX:AOTCacheOutput=" + cache(dist).getFileName());
    environment.put("PROXY_HTTP_PORT", Integer.toString(port));
    environment.put("PROXY_DATABASE_TYPE", "sqlite");
    environment.put("PROXY_DATA_DIR", scratch.resolve("data").toString());
    environment.put("USER_FUNCTION_HOST", "127.0.0.1");
    environment.put("USER_FUNCTION_PORT", Integer.toString(hostPort));
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** A host whose one action answers with a new state. */
  private static HttpServer startHost() throws IOException {
    // Without it every answer waits 40 ms for the other side's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer host = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 64);
    host.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    host.createContext("/api/v1/actors/actions", AotTraining::act);
    host.start();
    return host;
  }

  private static void act(HttpExchange exchange) throws IOException {
    ActorInvocation invocation = ActorInvocation.parseFrom(exchange.getRequestBody());
    Any state = text("state after " + invocation.getActionName());
    byte[] answer =
        ActorInvocationResponse.newBuilder()
            .setActorName(invocation.getActor().getName())
            .setActorSystem(invocation.getActor().getSystem())
            .setUpdatedContext(Context.newBuilder().setState(state))
            .setValue(text("done"))
            .build()
            .toByteArray();
    exchange.getResponseHeaders().add("content-type", "application/octet-stream");
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private void awaitReady(Process server) throws Exception {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!isReady()) {
      check(server.isAlive(), "the server exited at start");
      check(System.nanoTime() < deadline, "the server was not ready in " + START_LIMIT);
      server.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  private boolean isReady() throws Exception {
    try {
      return get("/health/readiness", "application/json").statusCode() == 200;
    } catch (ConnectException notYet) {
      return false;
    }
  }

  private void exercise() throws Exception {
    checkOk(RegistrationResponse.parseFrom(post("/api/v1/system", registration())).getStatus());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> callers =
          IntStream.range(0, ACTORS).mapToObj(i -> caller(actorName(i))).toList();
      for (Future<Void> caller : executor.invokeAll(callers)) {
        caller.get();
      }
    }
    String actor = "/api/v1/system/" + SYSTEM + "/actors/" + actorName(0);
    checkFound(get(actor, "application/octet-stream"));
    checkFound(get(actor, "application/json"));
    checkFound(get("/health/liveness", "application/json"));
    checkFound(get("/metrics", "text/plain"));
  }

  private Callable<Void> caller(String actor) {
    return () -> {
      for (int i = 0; i < INVOCATIONS_PER_ACTOR; i++) {
        String path = "/api/v1/system/" + SYSTEM + "/actors/" + actor + "/invoke";
        checkOk(InvocationResponse.parseFrom(post(path, invocation(actor))).getStatus());
      }
      return null;
    };
  }

  private static RegistrationRequest registration() {
    Registry.Builder registry = Registry.newBuilder();
    for (int i = 0; i < ACTORS; i++) {
      registry.putActors(
          actorName(i),
          Actor.newBuilder()
              .setId(id(actorName(i)))
              .setSettings(ActorSettings.newBuilder().setKind(Kind.NAMED).setStateful(true))
              .addActions(Action.newBuilder().setName("change"))
              .build());
    }
    return RegistrationRequest.newBuilder()
        .setServiceInfo(ServiceInfo.newBuilder().setServiceName("training"))
        .setActorSystem(ActorSystem.newBuilder().setName(SYSTEM).setRegistry(registry))
        .build();
  }

  private static InvocationRequest invocation(String actor) {
    return InvocationRequest.newBuilder()
        .setSystem(ActorSystem.newBuilder().setName(SYSTEM))
        .setActor(Actor.newBuilder().setId(id(actor)))
        .setActionName("change")
        .setValue(text("x".repeat(200)))
        .putMetadata("request-timeout", "10000")
        .build();
  }

  private static ActorId id(String name) {
    return ActorId.newBuilder().setSystem(SYSTEM).setName(name).build();
  }

  private static String actorName(int i) {
    return "actor-" + i;
  }

  private static Any text(String text) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/training.Text")
        .setValue(ByteString.copyFromUtf8(text))
        .build();
  }

  private byte[] post(String path, Message body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(proxy.resolve(path))
            .header("content-type", "application/octet-stream")
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    return client.send(request, BodyHandlers.ofByteArray()).body();
  }

  private HttpResponse<byte[]> get(String path, String accept) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(proxy.resolve(path))
            .header("accept", accept)
            .timeout(Duration.ofSeconds(20))
            .build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private static void checkOk(RequestStatus status) {
    check(status.getStatus() == Status.OK, "the proxy answered " + status);
  }

  private static void checkFound(HttpResponse<byte[]> response) {
    check(response.statusCode() == 200, "the proxy answered " + response);
  }

  private static void check(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (Files.exists(root)) {
      try (var paths = Files.walk(root)) {
        for (Path path : paths.toList().reversed()) {
          Files.delete(path);
        }
      }
    }
  }
}
