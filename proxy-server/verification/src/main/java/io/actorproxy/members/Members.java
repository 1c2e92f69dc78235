package io.actorproxy.members;

import io.actorproxy.process.Child;
import io.actorproxy.process.Database;
import io.actorproxy.process.Relay;
import io.actorproxy.sdks.Ports;
import io.actorproxy.turns.TurnReports;
import io.spawn.RegistrationRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The members of a cluster on this machine, and their database. Each has loopback addresses of its
 * own: at 127.0.1.N it listens, and at 127.0.2.N is the relay by which others reach it, if there
 * are relays.
 */
public final class Members implements AutoCloseable {
  private static final String SECRET = "a-secret-of-this-run-alone";

  private final Database database;
  private final Path directory;
  private final Class<?> host;
  private final RegistrationRequest registration;
  private final Map<String, String> settings;
  private final boolean areRelayed;
  private final TurnReports reports = new TurnReports(System::nanoTime);
  private final List<Member> all = new ArrayList<>();
  private final List<Relay> relays = new ArrayList<>();
  private @Nullable WallClock clock;

  /**
   * No member so far.
   *
   * @param database what they share; it is closed with them
   * @param directory where their logs are
   * @param host a main program that calls {@link ReportingHost#serve}
   * @param registration what each host registers
   * @param settings variables of all proxies, besides those that make them members
   * @param areRelayed whether they reach each other and the store by relays, which can be cut and
   *     slowed, and take CPU of this process for each call
   */
  public Members(
      Database database,
      Path directory,
      Class<?> host,
      RegistrationRequest registration,
      Map<String, String> settings,
      boolean areRelayed) {
    this.database = database;
    this.directory = directory;
    this.host = host;
    this.registration = registration;
    this.settings = settings;
    this.areRelayed = areRelayed;
  }

  /** Adds one, which is not started yet. */
  public Member add() throws IOException {
    return add(Map.of());
  }

  /** Adds one whose wall clock can be set. */
  public Member addWithClock() throws IOException {
    WallClock added = WallClock.at(directory.resolve("clock-" + (all.size() + 1)));
    clock = added;
    return add(added.environment());
  }

  private Member add(Map<String, String> more) throws IOException {
    int number = all.size() + 1;
    Map<String, String> environment = new TreeMap<>(database.environment());
    int databasePort =
        Integer.parseInt(Objects.requireNonNull(environment.get("PROXY_DATABASE_PORT")));
    int linkPort = Ports.free();
    @Nullable Relay store = null;
    @Nullable Relay peers = null;
    if (areRelayed) {
      store = relay("127.0.0.1", Ports.free(), "127.0.0.1", databasePort);
      peers = relay("127.0.2." + number, linkPort, "127.0.1." + number, linkPort);
      environment.put("PROXY_DATABASE_PORT", Integer.toString(store.port()));
    }
    int port = Ports.free();
    int hostPort = Ports.free();
    environment.put("PROXY_CLUSTER_STRATEGY", "static");
    // What is verified has to hold without news.
    environment.put("SPAWN_SUPERVISORS_STATE_HANDOFF_CONTROLLER", "persistent");
    environment.put("PROXY_CLUSTER_INTERFACE", "127.0.1." + number);
    environment.put("PROXY_CLUSTER_ADDRESS", (areRelayed ? "127.0.2." : "127.0.1.") + number);
    environment.put("PROXY_CLUSTER_PORT", Integer.toString(linkPort));
    environment.put("PROXY_CLUSTER_SECRET", SECRET);
    environment.put("PROXY_APP_NAME", "verify");
    environment.put("PROXY_MEMBER_NAME", "member-" + number);
    environment.put("PROXY_HTTP_PORT", Integer.toString(port));
    environment.put("PROXY_ADMIN_PORT", Integer.toString(Ports.free()));
    environment.put("USER_FUNCTION_HOST", "127.0.0.1");
    environment.put("USER_FUNCTION_PORT", Integer.toString(hostPort));
    environment.putAll(settings);
    environment.putAll(more);
    Child proxy =
        new Child(
            "the proxy of member " + number,
            List.of(Path.of("../target/dist/bin/actor-proxy").toAbsolutePath().toString()),
            environment,
            port,
            directory.resolve("proxy-" + number + ".log"));
    Child hostProcess =
        new Child(
            "the host of member " + number,
            hostCommand(hostPort, number),
            Map.of(),
            hostPort,
            directory.resolve("host-" + number + ".log"));
    Member member =
        new Member(number, hostProcess, proxy, store, peers, directory, registration, reports);
    all.add(member);
    return member;
  }

  private Relay relay(String address, int port, String target, int targetPort) throws IOException {
    Relay relay =
        new Relay(
            new InetSocketAddress(InetAddress.getByName(address), port),
            new InetSocketAddress(InetAddress.getByName(target), targetPort));
    relays.add(relay);
    return relay;
  }

  private List<String> hostCommand(int port, int number) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx128m",
        "-cp",
        System.getProperty("java.class.path"),
        host.getName(),
        Integer.toString(port),
        directory.toString(),
        Integer.toString(number));
  }

  /** All that were added, running or not. */
  public List<Member> all() {
    return List.copyOf(all);
  }

  /** The ports of their HTTP APIs, in the order of their numbers. */
  public List<Integer> ports() {
    return all.stream().map(Member::port).toList();
  }

  public Database database() {
    return database;
  }

  /** What their hosts report. */
  public TurnReports reports() {
    return reports;
  }

  /** Cuts one from all the others, in both directions, until all of these are closed. */
  public List<Relay.Cut> cutFromPeers(Member member, boolean silent) {
    List<Relay.Cut> cuts = new ArrayList<>();
    long process = member.proxy().pid();
    LongPredicate ofMember = other -> other == process;
    for (Member other : all) {
      cuts.add(other == member ? other.peers().cut(silent) : other.peers().cut(silent, ofMember));
    }
    return cuts;
  }

  /** Sets the wall clock of the one that has such a clock. */
  public void setClock(long seconds) throws IOException {
    if (clock == null) {
      throw new IllegalStateException("no member's clock can be set");
    }
    clock.set(seconds);
  }

  public boolean hasClock() {
    return clock != null;
  }

  @Override
  public void close() throws IOException {
    for (Member member : all) {
      member.end();
    }
    for (Relay relay : relays) {
      relay.close();
    }
    database.close();
  }
}
