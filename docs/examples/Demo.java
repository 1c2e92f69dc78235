import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What {@code ./proxy demo} runs: starts the proxy and the sample host beside this file, calls
 * actors, kills the proxy in the middle of it all, and checks that nothing acknowledged is lost.
 *
 * <p>Reads {@code PROXY_DIST}, the directory of the distribution. Ends with status 0 if everything
 * was as it says, and leaves no process and no file behind.
 */
public class Demo {
  static final Path EXAMPLES = Path.of(System.getProperty("jdk.launcher.sourcefile")).getParent();
  static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final Path folder;
  final int proxyPort = freePort();
  final int hostPort = freePort();
  final List<Process> started = new ArrayList<>();

  Demo(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) throws Exception {
    Demo demo = new Demo(Files.createTempDirectory("actor-proxy-demo-"));
    Runtime.getRuntime().addShutdownHook(new Thread(demo::cleanUp));
    try {
      demo.run();
    } catch (Failed | IOException failed) {
      System.err.println("\nThe demo failed: " + failed.getMessage());
      demo.printLogs();
      System.exit(1);
    }
  }

  /** Something is not as the demo says. */
  static class Failed extends Exception {
    Failed(String message) {
      super(message);
    }
  }

  void run() throws Exception {
    title("1. Start the proxy. It keeps the actors' states in one SQLite file.");
    Process proxy = startProxy();

    title("2. Start the sample host, an app with two kinds of actors and no state of its own.");
    say("$ java docs/examples/java/CounterHost.java");
    start("host", List.of(java(), EXAMPLES.resolve("java/CounterHost.java").toString()));
    awaitRegistration();
    say("It has registered 'counter', of which there is one, and 'account', a template.");

    title("3. Call the counter. The proxy hands its state to the host and saves what comes back.");
    say("$ curl http://localhost:" + proxyPort + invokePath("counter") + " \\");
    say("    -H 'content-type: application/json' -d '" + request("counter", "add", 5) + "'");
    expect("counter", "add", 5, "{\"total\":5}");
    expect("counter", "add", 30, "{\"total\":35}");

    title("4. Spawn two accounts from the template, and pay in.");
    spawn("ada", "bob");
    expect("ada", "deposit", 100, "{\"balance\":100}");
    expect("bob", "deposit", 20, "{\"balance\":20}");
    expect("ada", "withdraw", 30, "{\"balance\":70}");
    say("Each deposit told the counter, as a side effect, to add one:");
    awaitAnswer("counter", "read", "{\"total\":37}");

    title("5. Ask for too much: the host refuses, the caller learns of it, the state stays.");
    expectRefusal("bob", "withdraw", 1000);
    expect("bob", "balance", 0, "{\"balance\":20}");

    title("6. Five more for the counter, and in the same breath: kill -9 the proxy.");
    expect("counter", "add", 5, "{\"total\":42}");
    say("$ kill -9 " + proxy.pid());
    kill9(proxy);
    say("The proxy is gone: connections to port " + proxyPort + " are refused.");

    title("7. Start it again on the same file. It still knows the types and both accounts.");
    startProxy();

    title("8. Nothing is registered or spawned again, and every acknowledged change is there.");
    expect("counter", "read", 0, "{\"total\":42}");
    expect("ada", "balance", 0, "{\"balance\":70}");
    expect("bob", "balance", 0, "{\"balance\":20}");
    System.out.println("\nThe state survived kill -9.");
    System.out.println("Next: docs/guide/getting-started.md walks you through it with curl.");
  }

  // ---- The steps. ----

  Process startProxy() throws Exception {
    Path program = Path.of(required("PROXY_DIST"), "bin", "actor-proxy");
    say("$ PROXY_DATA_DIR=" + data() + " PROXY_HTTP_PORT=" + proxyPort + " bin/actor-proxy");
    long begin = System.nanoTime();
    Process proxy = start("proxy", List.of(program.toString()));
    await("the proxy to be ready", () -> get("/health/readiness").statusCode() == 200);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    say("Ready after " + millis + " ms, as process " + proxy.pid() + ".");
    return proxy;
  }

  void awaitRegistration() throws Exception {
    await("the host to register", () -> invoke("counter", "read", 0).statusCode() == 200);
  }

  void awaitAnswer(String actor, String action, String expected) throws Exception {
    await(
        actor + "." + action + " to answer " + expected,
        () -> content(invoke(actor, action, 0)).equals(expected));
    expect(actor, action, 0, expected);
  }

  void spawn(String... accounts) throws Exception {
    List<String> ids = new ArrayList<>();
    for (String account : accounts) {
      ids.add("{\"name\":\"" + account + "\",\"system\":\"shop\",\"parent\":\"account\"}");
    }
    var response =
        post("/api/v1/system/shop/actors/spawn", "{\"actors\":[" + String.join(",", ids) + "]}");
    check(response.statusCode() == 200, "spawning answered " + response.body());
    say("Spawned " + String.join(" and ", accounts) + " from 'account'.");
  }

  void expect(String actor, String action, int amount, String expected) throws Exception {
    var response = invoke(actor, action, amount);
    String answer = content(response);
    String input = amount == 0 ? "" : " " + amount;
    say("%-18s -> %s".formatted(actor + "." + action + input, answer));
    check(
        response.statusCode() == 200 && answer.equals(expected),
        "expected " + expected + " but the proxy answered " + response.body());
  }

  void expectRefusal(String actor, String action, int amount) throws Exception {
    var response = invoke(actor, action, amount);
    String message = field(response.body(), "message");
    say("%s.%s %d -> HTTP %d".formatted(actor, action, amount, response.statusCode()));
    say("    " + message);
    check(
        response.statusCode() >= 400 && !message.isEmpty(),
        "expected an error but the proxy answered " + response.body());
  }

  void kill9(Process process) throws Exception {
    process.destroyForcibly();
    check(process.waitFor(10, TimeUnit.SECONDS), "the proxy survived kill -9");
    started.remove(process);
    try {
      get("/health");
      throw new Failed("something still answers on port " + proxyPort);
    } catch (IOException asItShouldBe) {
      // The connection was refused.
    }
  }

  // ---- Calling the proxy: JSON over HTTP. ----

  static String invokePath(String actor) {
    return "/api/v1/system/shop/actors/" + actor + "/invoke";
  }

  static String request(String actor, String action, int amount) {
    return """
    {"system":{"name":"shop"},"actor":{"id":{"name":"%s"}},"actionName":"%s",\
    "value":{"@type":"type.googleapis.com/spawn.JSONType","content":"{\\"amount\\":%d}"}}\
    """
        .formatted(actor, action, amount);
  }

  HttpResponse<String> invoke(String actor, String action, int amount) throws Exception {
    return post(invokePath(actor), request(actor, action, amount));
  }

  HttpResponse<String> post(String path, String json) throws Exception {
    HttpRequest request =
        at(path)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(at(path).build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxyPort + path))
        .timeout(Duration.ofSeconds(10));
  }

  /** The text in the JSONType an actor answered with. */
  static String content(HttpResponse<String> response) {
    return field(response.body(), "content");
  }

  static String field(String json, String name) {
    var matcher =
        Pattern.compile("\"" + name + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
    return matcher.find() ? matcher.group(1).replace("\\\"", "\"") : "";
  }

  // ---- Processes, patience and words. ----

  Process start(String name, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(Demo::isSetting);
    builder
        .environment()
        .putAll(
            Map.of(
                "PROXY_DATABASE_TYPE",
                "sqlite",
                "PROXY_DATA_DIR",
                folder.resolve("data").toString(),
                "PROXY_HTTP_PORT",
                "" + proxyPort,
                "USER_FUNCTION_HOST",
                "127.0.0.1",
                "USER_FUNCTION_PORT",
                "" + hostPort));
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** What the demo's own environment says of proxies and hosts does not count here. */
  static boolean isSetting(String name) {
    return name.startsWith("PROXY_")
        || name.startsWith("SPAWN_")
        || name.startsWith("USER_FUNCTION_");
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < end) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (IOException notYet) {
        // The connection was refused.
      }
      for (Process process : started) {
        check(process.isAlive(), "a process ended early, while waiting for " + what);
      }
      Thread.sleep(20);
    }
    throw new Failed("gave up after 30 s of waiting for " + what);
  }

  static void check(boolean holds, String otherwise) throws Failed {
    if (!holds) {
      throw new Failed(otherwise);
    }
  }

  static String required(String variable) throws Failed {
    String value = System.getenv(variable);
    check(value != null, "set " + variable + ", or simply run ./proxy demo");
    return value;
  }

  Path data() {
    return folder.resolve("data");
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void title(String text) {
    System.out.println("\n" + text);
  }

  static void say(String text) {
    System.out.println("   " + text);
  }

  void printLogs() throws IOException {
    for (String name : List.of("proxy", "host")) {
      Path log = folder.resolve(name + ".log");
      if (Files.exists(log)) {
        System.err.println("\nThe log of the " + name + ":");
        Files.readAllLines(log).forEach(line -> System.err.println("   " + line));
      }
    }
  }

  void cleanUp() {
    for (Process process : started) {
      process.destroyForcibly().onExit().join();
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println("Could not delete " + folder + ": " + e);
    }
  }
}
