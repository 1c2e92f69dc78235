package io.actorproxy.verify;

import io.actorproxy.process.Database;
import io.actorproxy.process.DatabaseServer;
import io.actorproxy.process.Pause;
import io.actorproxy.sdks.Ports;
import io.actorproxy.verify.Tally.Figure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/**
 * A run: load in rounds, faults meanwhile, and after each round an audit, which reads all actors
 * and compares. It ends after the first round with a violation.
 */
final class Verification {
  private static final Duration ROUND = Duration.ofSeconds(10);
  private static final int KILLS_A_ROUND = 20;
  private static final int ENOUGH_ACKNOWLEDGED = 200;
  private static final int AWAITED_MILLIS = 3_000;
  private static final Duration SETTLING = Duration.ofSeconds(60);

  private final Options options;
  private final PrintStream out;
  private final Tally tally = new Tally();
  private final Violations violations = new Violations(tally);
  private final Ledger ledger = new Ledger(tally, violations);
  private final Cast cast;
  private final ProxyDoor door;
  private final Auditor auditor;
  private final List<Client> clients = new ArrayList<>();

  /** What a run came to. */
  record Report(Tally tally, List<String> violations) {
    /** One line with all figures. */
    String line(Options options) {
      return "verify: %s store=%s seed=%d %s"
          .formatted(
              violations.isEmpty() ? "OK" : "VIOLATED", options.store(), options.seed(), tally);
    }
  }

  private Verification(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
    this.cast = new Cast(options.actors());
    this.door = new ProxyDoor(Ports.free());
    this.auditor = new Auditor(door, ledger, violations);
    for (int i = 0; i < options.clients(); i++) {
      Program program =
          new Program(
              "c%d-".formatted(i),
              options.seed() * 1_000 + i,
              cast,
              options.features(),
              System::currentTimeMillis,
              farthestMillis(options));
      clients.add(new Client(program, door, ledger, tally, violations));
    }
  }

  /** A short run does not wait long for what it has scheduled. */
  private static int farthestMillis(Options options) {
    return (int) Math.clamp(options.time().toMillis() / 4, 1_000, 15_000);
  }

  /** Makes a run, whose data and logs are in the directory, and reports its progress. */
  static Report run(Options options, Path directory, PrintStream out)
      throws IOException, InterruptedException {
    return new Verification(options, out).run(directory);
  }

  private Report run(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    try (Processes processes = Processes.start(database(directory), directory, cast, door, tally)) {
      Random random = new Random(options.seed());
      Chaos chaos = new Chaos(processes, door, random, tally, violations);
      long end = System.nanoTime() + options.time().toNanos();
      while (violations.isEmpty() && !isDone(end)) {
        round(chaos, random, end);
        check(processes);
        auditor.audit(cast.names());
        say(tally.toString());
      }
      settle();
      auditor.audit(cast.names());
      // What is in memory may be better than what is in the store.
      chaos.inject(Fault.PROXY_KILLED);
      auditor.audit(cast.names());
      ledger.finish();
    }
    return new Report(tally, violations.descriptions());
  }

  private Database database(Path directory) throws IOException {
    return switch (options.store()) {
      case "sqlite" -> new SqliteFile(directory);
      case "postgres" -> DatabaseServer.postgres(directory, directory.resolve("database.log"));
      case "mariadb" -> DatabaseServer.mariadb(directory, directory.resolve("database.log"));
      default -> throw new IllegalArgumentException("there is no store " + options.store());
    };
  }

  private boolean isDone(long end) {
    return options.kills() > 0 ? kills() >= options.kills() : System.nanoTime() >= end;
  }

  private void round(Chaos chaos, Random random, long end)
      throws IOException, InterruptedException {
    long roundEnd = System.nanoTime() + ROUND.toNanos();
    long kills = kills();
    Load load = Load.start(clients);
    try {
      if (options.kills() > 0) {
        while (!isDone(end) && kills() < kills + KILLS_A_ROUND) {
          awaitSome(1 + random.nextInt(ENOUGH_ACKNOWLEDGED));
          Pause.millis(random.nextInt(300));
          chaos.inject(chaos.anyKill());
        }
      } else {
        while (System.nanoTime() < roundEnd && !isDone(end)) {
          Pause.millis(100 + random.nextInt(1_900));
          Fault fault = chaos.any();
          say(fault.toString());
          chaos.inject(fault);
        }
      }
    } finally {
      load.stop(violations);
    }
  }

  private long kills() {
    return tally.faults(Fault.PROXY_KILLED) + tally.faults(Fault.PROXY_KILLED_IN_SAVE);
  }

  /** A kill that nothing was acknowledged before would show little. */
  private void awaitSome(int acknowledged) {
    long enough = tally.get(Figure.ACKNOWLEDGED) + acknowledged;
    for (int i = 0; i < AWAITED_MILLIS && tally.get(Figure.ACKNOWLEDGED) < enough; i++) {
      Pause.millis(1);
    }
  }

  private void check(Processes processes) throws IOException {
    String missing = processes.missing();
    if (!missing.isEmpty()) {
      violations.add(Figure.OTHER_VIOLATIONS, missing);
      throw new IOException(missing);
    }
  }

  /** Waits for effects and scheduled calls that have to come. */
  private void settle() throws InterruptedException {
    long end = System.nanoTime() + SETTLING.toNanos();
    Collection<String> awaiting = ledger.awaitedBy();
    while (!awaiting.isEmpty() && System.nanoTime() < end) {
      say(awaiting.size() + " actors wait for effects or scheduled calls");
      Pause.millis(500);
      auditor.audit(awaiting);
      awaiting = ledger.awaitedBy();
    }
  }

  private void say(String what) {
    out.println(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + what);
  }
}
