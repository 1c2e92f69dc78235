package io.actorproxy.verify;

import io.actorproxy.process.Child;
import io.actorproxy.process.Database;
import io.actorproxy.sdks.Ports;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.verify.Tally.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The proxy, its host and its database, each a process of its own. */
final class Processes implements AutoCloseable {
  private static final String REQUEST_TIMEOUT_MILLIS = "5000";
  private static final String SAVE_TIMEOUT_MILLIS = "3000";

  private final Child host;
  private final Child proxy;
  private final Database database;
  private final Cast cast;
  private final ProxyDoor door;
  private final Tally tally;

  private Processes(
      Child host, Child proxy, Database database, Cast cast, ProxyDoor door, Tally tally) {
    this.host = host;
    this.proxy = proxy;
    this.database = database;
    this.cast = cast;
    this.door = door;
    this.tally = tally;
  }

  /** Starts all of them; their logs and data are in the directory. */
  static Processes start(Database database, Path directory, Cast cast, ProxyDoor door, Tally tally)
      throws IOException {
    int hostPort = Ports.free();
    Child host =
        new Child(
            "the host", hostCommand(hostPort), Map.of(), hostPort, directory.resolve("host.log"));
    Map<String, String> environment = new TreeMap<>(database.environment());
    environment.put("PROXY_HTTP_PORT", Integer.toString(door.port()));
    environment.put("USER_FUNCTION_HOST", "127.0.0.1");
    environment.put("USER_FUNCTION_PORT", Integer.toString(hostPort));
    environment.put("PROXY_REQUEST_TIMEOUT", REQUEST_TIMEOUT_MILLIS);
    environment.put("PROXY_STATE_SAVE_TIMEOUT", SAVE_TIMEOUT_MILLIS);
    Child proxy =
        new Child(
            "the proxy",
            List.of(Path.of("../target/dist/bin/actor-proxy").toAbsolutePath().toString()),
            environment,
            door.port(),
            directory.resolve("proxy.log"));
    Processes processes = new Processes(host, proxy, database, cast, door, tally);
    try {
      host.start();
      processes.startProxy();
    } catch (IOException e) {
      processes.close();
      throw e;
    }
    return processes;
  }

  private static List<String> hostCommand(int port) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xmx256m",
        "-cp",
        System.getProperty("java.class.path"),
        RememberingHost.class.getName(),
        Integer.toString(port));
  }

  Child host() {
    return host;
  }

  Child proxy() {
    return proxy;
  }

  Database database() {
    return database;
  }

  /** Starts it, registers the actors, and lets clients in. */
  void startProxy() throws IOException {
    proxy.start();
    tally.count(Figure.PROXY_STARTS);
    int status = SpawnClient.onPort(proxy.port()).register(cast.registration()).http();
    if (status != 200) {
      throw new IOException("the registration was answered " + status);
    }
    door.open();
  }

  /** Says which of them ended by itself; empty if none. */
  String missing() {
    Child server = database.server();
    if (server != null && !server.isAlive()) {
      return "the database ended by itself";
    }
    return !proxy.isAlive()
        ? "the proxy ended by itself"
        : host.isAlive() ? "" : "the host ended by itself";
  }

  @Override
  public void close() throws IOException {
    door.closeForGood();
    if (proxy.isAlive()) {
      proxy.kill9();
    }
    if (host.isAlive()) {
      host.kill9();
    }
    database.close();
  }
}
