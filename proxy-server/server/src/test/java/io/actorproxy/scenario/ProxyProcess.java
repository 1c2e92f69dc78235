package io.actorproxy.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.SpawnClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The server as a process of its own, with a data directory of its own which is deleted on {@link
 * #close}.
 */
public final class ProxyProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on http port (\\d+)");
  private static final Pattern ADMIN = Pattern.compile("admin API is listening on .* port (\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What the build says; a distribution of an earlier build may lie there. */
  private static final boolean DISTRIBUTION_IS_BUILT = Boolean.getBoolean("it.distribution");

  private static final Path DISTRIBUTION = Path.of("../target/dist/bin/actor-proxy");

  private final List<String> command;
  private final Map<String, String> environment;
  private final Path directory;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private Running running;

  private record Running(Process process, Thread log, int port) {}

  private ProxyProcess(List<String> command, Map<String, String> environment, Path directory)
      throws IOException {
    this.command = command;
    this.environment = environment;
    this.directory = directory;
    this.running = launch();
  }

  /**
   * Starts a proxy on a free port, and waits until it is ready. It is the distribution if the build
   * makes one, which starts with a third of the work, and otherwise the class path of the tests.
   *
   * @param environment its variables; the store, its place and the port have defaults
   */
  public static ProxyProcess start(Map<String, String> environment) throws IOException {
    return startBehind(List.of(), environment);
  }

  /**
   * As {@link #start}, by way of another program.
   *
   * @param launcher runs what it is given, in its own process
   */
  public static ProxyProcess startBehind(List<String> launcher, Map<String, String> environment)
      throws IOException {
    Path directory = Files.createTempDirectory("proxy");
    Map<String, String> variables = withDefaults(environment, directory);
    List<String> command = new ArrayList<>(launcher);
    if (DISTRIBUTION_IS_BUILT) {
      command.add(DISTRIBUTION.toAbsolutePath().toString());
      variables.putIfAbsent("JAVA_OPTS", String.join(" ", options(directory)));
    } else {
      command.addAll(onClassPath(System.getProperty("java.class.path"), directory));
    }
    return new ProxyProcess(command, variables, directory);
  }

  /** As {@link #start}, from the class path of the tests with one more jar. */
  public static ProxyProcess startWith(Path jar, Map<String, String> environment)
      throws IOException {
    Path directory = Files.createTempDirectory("proxy");
    String classPath = System.getProperty("java.class.path") + File.pathSeparator + jar;
    return new ProxyProcess(
        onClassPath(classPath, directory), withDefaults(environment, directory), directory);
  }

  private static List<String> onClassPath(String classPath, Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options(directory));
    command.addAll(
        List.of(
            "-Dio.netty.noUnsafe=false",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            "io.actorproxy.server.Main"));
    return command;
  }

  private static List<String> options(Path directory) throws IOException {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx256m",
        "-Dio.netty.leakDetection.level=simple",
        "-Djava.io.tmpdir=" + temporary);
  }

  /** As {@link #start}, but what runs is the distribution that the build has made. */
  public static ProxyProcess startDistribution(Map<String, String> environment) throws IOException {
    Path directory = Files.createTempDirectory("proxy");
    List<String> command = List.of(DISTRIBUTION.toAbsolutePath().toString());
    return new ProxyProcess(command, withDefaults(environment, directory), directory);
  }

  private static Map<String, String> withDefaults(Map<String, String> environment, Path directory) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PROXY_HTTP_PORT", "0");
    variables.put("PROXY_ADMIN_PORT", "0");
    variables.put("PROXY_DATABASE_TYPE", "sqlite");
    variables.put("PROXY_DATA_DIR", directory.resolve("data").toString());
    variables.put("USER_FUNCTION_HOST", "127.0.0.1");
    variables.putAll(environment);
    return variables;
  }

  public int port() {
    return running.port();
  }

  /** The port of the admin API. */
  public int adminPort() {
    return log.stream()
        .map(ADMIN::matcher)
        .filter(Matcher::find)
        .mapToInt(line -> Integer.parseInt(line.group(1)))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  /** Starts the program of this proxy once more, as a command that asks its admin API. */
  public Process command(Map<String, String> variables, String... arguments) throws IOException {
    ProcessBuilder builder = builder();
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of(arguments));
    builder.command(words);
    builder.environment().putAll(commandEnvironment(variables));
    return builder.start();
  }

  /** The variables a command needs to ask this proxy. */
  public Map<String, String> commandEnvironment(Map<String, String> variables) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("PROXY_ADMIN_PORT", Integer.toString(adminPort()));
    all.putAll(variables);
    return all;
  }

  /** The process id. */
  public long pid() {
    return running.process().pid();
  }

  public SpawnClient client() {
    return SpawnClient.onPort(port());
  }

  public Path dataDirectory() {
    return Path.of(environment.getOrDefault("PROXY_DATA_DIR", ""));
  }

  /** A directory of this proxy's own, for sockets and the like. */
  public Path directory() {
    return directory;
  }

  /** Everything the process has printed since it was first started. */
  public List<String> log() {
    return log;
  }

  /** Waits until that holds of what has been printed: a line takes a moment to get here. */
  public void awaitLog(Consumer<List<String>> expectation) {
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> expectation.accept(log));
  }

  public boolean isAlive() {
    return running.process().isAlive();
  }

  /** Ends the process as a crash does. */
  public void kill9() {
    running.process().destroyForcibly();
    awaitExit();
  }

  /** Ends the process by SIGTERM; returns its exit status. */
  public int stop() {
    terminate();
    return awaitExit();
  }

  /** Asks the process to end by SIGTERM and does not wait. */
  public void terminate() {
    // Not destroy() of the process itself, which would also close what the last lines come from.
    running.process().toHandle().destroy();
  }

  /** Waits until the process has ended; returns its exit status. */
  public int awaitExit() {
    try {
      if (!running.process().waitFor(PATIENCE.toSeconds(), SECONDS)) {
        throw new AssertionError("the proxy does not end:\n" + String.join("\n", log));
      }
      running.log().join(PATIENCE);
      return running.process().exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Changes a variable for the next {@link #restart}; empty means not set. */
  public void set(String name, String value) {
    environment.put(name, value);
  }

  /** Starts the process again, on the same data and, most likely, on another port. */
  public void restart() throws IOException {
    if (isAlive()) {
      throw new IllegalStateException("still running");
    }
    running = launch();
  }

  /** Ends the process and deletes its directory. */
  @Override
  public void close() throws IOException {
    kill9();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private Running launch() throws IOException {
    Process process = builder().start();
    CompletableFuture<Integer> port = new CompletableFuture<>();
    // Not a virtual thread: reading a process's output would keep its carrier.
    Thread reader = Thread.ofPlatform().daemon().name("proxy-log").start(() -> read(process, port));
    try {
      Running started = new Running(process, reader, port.get(PATIENCE.toSeconds(), SECONDS));
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> isReady(started.port()));
      return started;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IOException("the proxy did not start:\n" + String.join("\n", log), e);
    }
  }

  private ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).directory(directory.toFile());
    builder.environment().keySet().removeIf(ProxyProcess::isSetting);
    builder.environment().putAll(environment);
    return builder;
  }

  private static boolean isSetting(String name) {
    return name.startsWith("PROXY_")
        || name.startsWith("SPAWN_")
        || name.startsWith("USER_FUNCTION_");
  }

  private void read(Process process, CompletableFuture<Integer> port) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          port.complete(Integer.parseInt(listening.group(1)));
        }
      }
    } catch (IOException killed) {
      // The process ended in the middle of a line.
    } finally {
      port.completeExceptionally(new IOException("the proxy ended before it listened"));
    }
  }

  private static boolean isReady(int port) {
    try {
      HttpMessage answer = SpawnClient.onPort(port).send("GET", "/health/readiness", Map.of(), "");
      return answer.status() == 200;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
