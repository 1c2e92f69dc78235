package io.actorproxy.endurance;

import io.actorproxy.process.Child;
import io.actorproxy.process.Database;
import io.actorproxy.process.DatabaseServer;
import io.actorproxy.process.Pause;
import io.actorproxy.sdks.Ports;
import io.actorproxy.sdks.SpawnClient;
import io.actorproxy.verify.SqliteFile;
import io.spawn.RegistrationRequest;
import io.spawn.actors.Action;
import io.spawn.actors.Actor;
import io.spawn.actors.ActorId;
import io.spawn.actors.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A run of a {@link Plan}: the load, the faults meanwhile, and an audit of all actors at the end.
 */
final class Endurance implements AutoCloseable {
  private static final Duration AUDIT = Duration.ofMinutes(10);

  private final Plan plan;
  private final Path directory;
  private final PrintStream out;
  private final Journal journal = new Journal();
  private final Answers answers = new Answers();
  private final Vitals vitals = new Vitals();
  private final AtomicLong numbers = new AtomicLong();
  private final List<Caller> callers = new ArrayList<>();
  private final Pacer pacer;
  private final @Nullable MemoryGroup group;
  private final Database database;
  private final Child host;
  private final Child proxy;
  private final Child idleServer;
  private int kills;
  private int holds;
  private volatile boolean stopped;

  /**
   * The result of a run.
   *
   * @param violations of any kind; empty is how it should be
   * @param text with all figures
   */
  record Report(List<String> violations, int acknowledged, int lost, int doubled, String text) {}

  private Endurance(Plan plan, Path directory, PrintStream out) throws IOException {
    this.plan = plan;
    this.directory = directory;
    this.out = out;
    Files.createDirectories(directory);
    this.pacer = new Pacer(plan.busy());
    this.group = plan.memoryMiB() == 0 ? null : MemoryGroup.of(plan.memoryMiB());
    this.database = database();
    int hostPort = Ports.free();
    int probedPort = Ports.free();
    this.host =
        new Child(
            "the host",
            java(LargeHost.class, "-Xmx1g", hostPort, plan.stateBytes()),
            Map.of(),
            hostPort,
            directory.resolve("host.log"));
    this.idleServer =
        new Child(
            "the idle server",
            java(IdleServer.class, "-Xmx64m", probedPort, 0),
            Map.of(),
            probedPort,
            directory.resolve("idle.log"));
    int port = Ports.free();
    String command = Path.of("../target/dist/bin/actor-proxy").toAbsolutePath().toString();
    this.proxy =
        new Child(
            "the proxy",
            group == null ? List.of(command) : group.inside(command),
            environment(port, hostPort),
            port,
            directory.resolve("proxy.log"));
  }

  /** Makes a run, whose data and logs are in the directory, and reports its progress. */
  static Report run(Plan plan, Path directory, PrintStream out)
      throws IOException, InterruptedException {
    try (Endurance endurance = new Endurance(plan, directory, out)) {
      return endurance.run();
    }
  }

  private Database database() throws IOException {
    return switch (plan.store()) {
      case "sqlite" -> new SqliteFile(directory);
      case HeldSqliteDriver.TYPE -> new HeldSqlite(directory);
      case "postgres" -> DatabaseServer.postgres(directory, directory.resolve("database.log"));
      case "mariadb" -> DatabaseServer.mariadb(directory, directory.resolve("database.log"));
      default -> throw new IllegalArgumentException("there is no store " + plan.store());
    };
  }

  private static List<String> java(Class<?> main, String heap, int port, int argument) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        heap,
        "-cp",
        System.getProperty("java.class.path"),
        main.getName(),
        Integer.toString(port),
        Integer.toString(argument));
  }

  private Map<String, String> environment(int port, int hostPort) {
    Map<String, String> environment = new TreeMap<>(database.environment());
    environment.put("PROXY_HTTP_PORT", Integer.toString(port));
    environment.put("PROXY_ADMIN_PORT", Integer.toString(Ports.free()));
    environment.put("USER_FUNCTION_HOST", "127.0.0.1");
    environment.put("USER_FUNCTION_PORT", Integer.toString(hostPort));
    if (group == null) {
      environment.put("PROXY_JAVA_OPTS", "-Xmx128m");
    }
    // So that the disk holds what 100,000 actors leave of themselves.
    environment.put("PROXY_STATE_HISTORY_LIMIT", "2");
    return environment;
  }

  private Report run() throws IOException, InterruptedException {
    host.start();
    idleServer.start();
    startProxy();
    Prober prober = Prober.start(proxy.port());
    Prober reference = Prober.start(idleServer.port());
    long begin = System.nanoTime();
    long end = begin + plan.time().toNanos();
    List<Thread> threads = startCallers();
    faults(prober, begin, end);
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    prober.stop();
    reference.stop();
    double seconds = (System.nanoTime() - begin) / 1e9;
    say("audit of " + journal.actors().size() + " actors");
    audit();
    say("the same after one more kill");
    kill();
    audit();
    long memoryKills = group == null ? 0 : group.killed();
    if (memoryKills > 0) {
      journal.violation(
          "the kernel ended the proxy %d times for its memory".formatted(memoryKills));
    }
    List<String> violations = journal.violations();
    String text =
        """
        endure: %s store=%s seed=%d %.0f s, %d acknowledged, %d lost, %d doubled, %d kills, %d stand-stills of the store, %d kills for memory
          liveness: %s; beside it the idle server: %s
          %s
          %s
          the first third of the time -> the last: %s
        %s\
        """
            .formatted(
                violations.isEmpty() ? "OK" : "VIOLATED",
                plan.store(),
                plan.seed(),
                seconds,
                answers.of("OK"),
                journal.lost(),
                journal.doubled(),
                kills,
                holds,
                memoryKills,
                prober,
                reference,
                pacer.figures(),
                "answers, audits included:",
                vitals.compared(seconds),
                answers);
    return new Report(violations, answers.of("OK"), journal.lost(), journal.doubled(), text);
  }

  private List<Thread> startCallers() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < plan.callers(); i++) {
      Random random = new Random(plan.seed() * 1_000 + i);
      Caller caller = new Caller(plan, proxy.port(), journal, answers, numbers, random);
      callers.add(caller);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stopped) {
                      caller.callOnce();
                      pacer.pause();
                    }
                    caller.disconnect();
                  }));
    }
    return threads;
  }

  /** Every second: looks, paces, and lets the faults come that are due. */
  private void faults(Prober prober, long begin, long end) throws IOException {
    long nextKill = begin + plan.killEvery().toNanos();
    long nextHold = begin + plan.holdEvery().toNanos();
    long nextLine = begin;
    long now = begin;
    while (now < end) {
      Pause.millis(1_000);
      now = System.nanoTime();
      pacer.adjust();
      vitals.look(proxy.pid(), (now - begin) / 1e9);
      if (!proxy.isAlive()) {
        journal.violation("the proxy ended by itself");
        prober.pause(true);
        startProxy();
        prober.pause(false);
      }
      callers.stream().filter(Caller::isStuck).forEach(this::release);
      if (now > nextHold) {
        nextHold += plan.holdEvery().toNanos();
        hold();
      }
      if (now > nextKill) {
        nextKill += plan.killEvery().toNanos();
        prober.pause(true);
        kill();
        prober.pause(false);
      }
      if (now > nextLine) {
        nextLine += 60_000_000_000L;
        say(
            "%d acknowledged, %d lost, %d doubled; %s"
                .formatted(answers.of("OK"), journal.lost(), journal.doubled(), pacer.figures()));
      }
    }
  }

  private void release(Caller caller) {
    journal.violation("a caller waits for ever");
    caller.disconnect();
  }

  private void hold() throws IOException {
    holds++;
    database.hold();
    Thread.startVirtualThread(
        () -> {
          Pause.millis(plan.hold().toMillis());
          try {
            database.release();
          } catch (IOException e) {
            journal.violation("the store was not released: " + e);
          }
        });
  }

  private void kill() throws IOException {
    kills++;
    proxy.kill9();
    startProxy();
  }

  private void startProxy() throws IOException {
    proxy.start();
    Actor.Builder actor =
        Actor.newBuilder()
            .setId(ActorId.newBuilder().setName(Caller.TYPE).setSystem(Caller.SYSTEM));
    actor.getSettingsBuilder().setKind(Kind.UNNAMED).setStateful(true);
    for (String action : List.of(LargeHost.VISIT, LargeHost.VISIT_LARGE, LargeHost.READ)) {
      actor.addActions(Action.newBuilder().setName(action));
    }
    RegistrationRequest.Builder registration = RegistrationRequest.newBuilder();
    registration
        .getActorSystemBuilder()
        .setName(Caller.SYSTEM)
        .getRegistryBuilder()
        .putActors(Caller.TYPE, actor.build());
    int status = SpawnClient.onPort(proxy.port()).register(registration.build()).http();
    if (status != 200) {
      throw new IOException("the registration was answered " + status);
    }
  }

  private void audit() throws InterruptedException {
    Queue<Integer> left = new ConcurrentLinkedQueue<>(journal.actors());
    long end = System.nanoTime() + AUDIT.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (Caller caller : callers) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (Integer next = left.poll(); next != null; next = left.poll()) {
                      caller.audit(next, end);
                    }
                    caller.disconnect();
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void say(String what) {
    out.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + what);
  }

  @Override
  public void close() throws IOException {
    for (Child child : List.of(proxy, host, idleServer)) {
      if (child.isAlive()) {
        child.kill9();
      }
    }
    database.close();
    if (group != null) {
      group.close();
    }
  }
}
