package io.actorproxy.verify;

import io.actorproxy.members.Member;
import io.actorproxy.members.Members;
import io.actorproxy.members.WallClock;
import io.actorproxy.process.Database;
import io.actorproxy.process.DatabaseServer;
import io.actorproxy.process.Pause;
import io.actorproxy.process.Pressure;
import io.actorproxy.turns.Turn;
import io.actorproxy.turns.TurnJudge;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * A run with a cluster: as {@link Verification}, with several members that all callers use; and the
 * turns that the hosts report are compared as well.
 */
final class ClusterVerification {
  static final int REQUEST_TIMEOUT_MILLIS = 5_000;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "PROXY_REQUEST_TIMEOUT",
          Integer.toString(REQUEST_TIMEOUT_MILLIS),
          "PROXY_STATE_SAVE_TIMEOUT",
          "3000");
  private static final Duration ROUND = Duration.ofSeconds(30);
  private static final Duration SETTLING = Duration.ofSeconds(60);
  private static final int SHOWN_MAX = 100;

  private final ClusterOptions options;
  private final PrintStream out;
  private final Tally tally = new Tally();
  private final Violations violations = new Violations(tally);
  private final Ledger ledger = new Ledger(tally, violations);
  private final FaultJournal journal = new FaultJournal(System::nanoTime);
  private final Pressure pressure = Pressure.start();
  private final AnswerTimes times =
      new AnswerTimes(pressure::nanosWithin, ClusterVerification::timeOfDay, tally, violations);
  private final TurnJudge judge = new TurnJudge();
  private final List<String> matched = new ArrayList<>();
  private final Cast cast;

  /** What a run came to. */
  record Report(
      Tally tally,
      List<String> violations,
      List<String> matched,
      List<String> excused,
      long longestMillis,
      long overdueMillis,
      long pressure) {
    /** One line with all figures. */
    String line(ClusterOptions options) {
      return "verify: %s cluster of %d store=%s seed=%d longest-call=%d ms longest-overdue=%d ms machine-pressure=%d%% %s"
          .formatted(
              violations.isEmpty() ? "OK" : "VIOLATED",
              options.members(),
              options.store(),
              options.seed(),
              longestMillis,
              overdueMillis,
              pressure,
              tally);
    }
  }

  private ClusterVerification(ClusterOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
    this.cast = new Cast(options.actors());
  }

  /** Makes a run, whose data and logs are in the directory, and reports its progress. */
  static Report run(ClusterOptions options, Path directory, PrintStream out)
      throws IOException, InterruptedException {
    return new ClusterVerification(options, out).run(directory);
  }

  private Report run(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    try (Members members =
        new Members(
            database(directory),
            directory,
            ClusterHost.class,
            cast.registration(),
            SETTINGS,
            true)) {
      Member spare = add(members);
      ClusterDoor door =
          new ClusterDoor(members, times, tally, options.seed(), options.thinkMillis());
      Auditor auditor =
          new Auditor(new ClusterDoor(members, times, tally, 0, 0), ledger, violations);
      ClusterChaos chaos =
          new ClusterChaos(members, spare, journal, options, tally, violations, this::say);
      List<Client> clients = clients(door);
      long end = System.nanoTime() + options.time().toNanos();
      while (violations.isEmpty() && System.nanoTime() < end) {
        round(chaos, clients, end);
        check(chaos);
        auditor.audit(cast.names());
        judge(members.reports().next());
        say(tally.toString());
      }
      settle(auditor);
      auditor.audit(cast.names());
      // What is in memory may be better than what is in the store.
      chaos.inject(ClusterFault.ALL_PROXIES_KILLED);
      auditor.audit(cast.names());
      judge(members.reports().rest());
      ledger.finish();
      door.closeForGood();
    } catch (IOException e) {
      violations.add(Figure.OTHER_VIOLATIONS, "the run ended early: " + e.getMessage());
    }
    pressure.close();
    return new Report(
        tally,
        violations.descriptions(),
        matched,
        times.excused(),
        times.longestMillis(),
        times.longestOverdueMillis(),
        pressure.percent());
  }

  /** Adds and starts the members; returns one more, which is not started. */
  private Member add(Members members) throws IOException {
    boolean hasClock = WallClock.canBeSet();
    if (!hasClock) {
      say("libfaketime is not installed: no wall clock is set");
    }
    for (int i = 1; i < options.members(); i++) {
      members.add();
    }
    Member last =
        hasClock && options.faults().contains(ClusterFault.CLOCK_SET)
            ? members.addWithClock()
            : members.add();
    for (Member member : members.all()) {
      member.start();
      tally.count(Figure.PROXY_STARTS);
    }
    say(last.number() + " members are ready");
    return members.add();
  }

  private List<Client> clients(Door door) {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < options.clients(); i++) {
      Program program =
          new Program(
              "c%d-".formatted(i),
              options.seed() * 1_000 + i,
              cast,
              EnumSet.allOf(Feature.class),
              System::currentTimeMillis,
              (int) Math.clamp(options.time().toMillis() / 4, 1_000, 15_000));
      clients.add(new Client(program, door, ledger, tally, violations));
    }
    return clients;
  }

  private Database database(Path directory) throws IOException {
    Path log = directory.resolve("database.log");
    return options.store().equals("mariadb")
        ? DatabaseServer.mariadb(directory, log)
        : DatabaseServer.postgres(directory, log);
  }

  private void round(ClusterChaos chaos, List<Client> clients, long end)
      throws IOException, InterruptedException {
    long roundEnd = Math.min(end, System.nanoTime() + ROUND.toNanos());
    Load load = Load.start(clients);
    try {
      while (System.nanoTime() < roundEnd) {
        Pause.millis(1_000);
        if (!chaos.isQuiet()) {
          chaos.injectAny();
          // What a fault has left is to be seen before the next one.
          Pause.millis(1_000);
        }
      }
    } finally {
      load.stop(violations);
    }
  }

  private void check(ClusterChaos chaos) throws IOException {
    times.judge(journal);
    String missing = chaos.missing();
    if (!missing.isEmpty()) {
      violations.add(Figure.OTHER_VIOLATIONS, missing);
      throw new IOException(missing);
    }
  }

  private void judge(List<Turn> turns) {
    TurnJudge.Findings findings = judge.judge(turns, journal.interruptions());
    tally.count(Figure.TURNS, findings.turns());
    tally.count(Figure.OVERLAPS_MATCHED, findings.matched().size());
    findings.matched().stream()
        .limit(Math.max(0, SHOWN_MAX - matched.size()))
        .forEach(matched::add);
    findings.unmatched().forEach(found -> violations.add(Figure.OVERLAPS_UNMATCHED, found));
    findings.backwards().forEach(found -> violations.add(Figure.EPOCHS_BACKWARDS, found));
  }

  /** Waits for effects and scheduled calls that have to come. */
  private void settle(Auditor auditor) throws InterruptedException {
    long end = System.nanoTime() + SETTLING.toNanos();
    Collection<String> awaiting = ledger.awaitedBy();
    while (!awaiting.isEmpty() && System.nanoTime() < end) {
      say(awaiting.size() + " actors wait for effects or scheduled calls");
      Pause.millis(500);
      auditor.audit(awaiting);
      awaiting = ledger.awaitedBy();
    }
  }

  private static String timeOfDay(long nanos) {
    return LocalTime.now()
        .minusNanos(System.nanoTime() - nanos)
        .truncatedTo(ChronoUnit.MILLIS)
        .toString();
  }

  private synchronized void say(String what) {
    out.println(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + " " + what);
  }
}
