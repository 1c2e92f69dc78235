package io.actorproxy.cluster;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What happens in one run: processes join and leave all the time, clients call, some kinds of
 * faults are done, then all is healed and watched for a while. All of it follows from the seed.
 */
final class ClusterScenario {
  static final int DEADLINE_MILLIS = 8_000;

  /**
   * How long after the last fault everything has to work again: two seconds until the statements
   * that hang time out, and five from then.
   */
  static final int SETTLING_MILLIS = 7_000;

  /** An actor whose turn runs at the previous owner of its slot waits for it. */
  private static final int LONG_TURN_MILLIS = 6_000;

  private static final int FIRST_CALL = 1_500;
  private static final int FIRST_FAULT = 4_000;
  private static final int LAST_FAULT = 13_000;
  private static final int HEALED = 14_000;
  static final int LAST_MESSAGE = HEALED + SETTLING_MILLIS;
  private static final int LAST_CALL = HEALED + SETTLING_MILLIS + 2_000;
  static final int END = LAST_CALL + DEADLINE_MILLIS;
  private static final int CHECK_EVERY_MILLIS = 100;

  private final SplittableRandom random;
  private final Set<Fault> faults;
  private final LocalCluster cluster;
  private final Set<String> gone = new HashSet<>();

  private ClusterScenario(long seed, Set<Fault> faults, Mutation mutation, boolean tracing) {
    this.random = new SplittableRandom(~seed);
    this.faults = faults;
    this.cluster = new LocalCluster(seed, seed % 3 == 0 ? 2 : 1, mutation, tracing);
    if (!faults.isEmpty() && seed % 5 == 4) {
      cluster.store().keepViews(20);
    }
  }

  /** The kinds of faults of a seed: none for one in eight, else one or more. */
  static Set<Fault> faultsOf(long seed) {
    var random = new SplittableRandom(seed * 31 + 7);
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    if (seed % 8 != 0) {
      do {
        faults.add(Fault.values()[random.nextInt(Fault.values().length)]);
      } while (random.nextInt(3) != 0);
    }
    return faults;
  }

  static LocalCluster.Outcome run(long seed, Set<Fault> faults, Mutation mutation) {
    return new ClusterScenario(seed, faults, mutation, false).run();
  }

  /** Prints what happens. */
  static LocalCluster.Outcome trace(long seed, Set<Fault> faults, Mutation mutation) {
    return new ClusterScenario(seed, faults, mutation, true).run();
  }

  private LocalCluster.Outcome run() {
    cluster.apps().forEach(app -> startLater(app, 3));
    every(FIRST_CALL, LAST_CALL, 4, 16, this::call);
    every(3_000, LAST_FAULT, 900, 2_500, this::joinOrLeave);
    every(1_000, LAST_CALL, CHECK_EVERY_MILLIS, CHECK_EVERY_MILLIS, cluster::checkSlots);
    every(5_000, LAST_FAULT, 2_500, 6_000, this::deploy);
    if (cluster.apps().size() > 1 && random.nextInt(3) == 0) {
      cluster.time().at(6_000 + random.nextInt(6_000), () -> disappear("b"));
    }
    faults.forEach(this::plan);
    cluster.time().at(HEALED, this::heal);
    var waiting = new TreeSet<Integer>();
    IntStream.range(0, cluster.actorCount()).forEach(waiting::add);
    every(
        HEALED + SETTLING_MILLIS,
        HEALED + SETTLING_MILLIS + LONG_TURN_MILLIS,
        10,
        10,
        () -> cluster.removeRunnable(waiting));
    cluster.time().advance(END);
    cluster.checkEnd(waiting);
    return cluster.outcome();
  }

  private void every(long from, long to, int least, int most, Runnable task) {
    cluster
        .time()
        .at(
            from,
            () -> {
              task.run();
              long next = cluster.now() + least + random.nextInt(most - least + 1);
              if (next < to) {
                every(next, to, least, most, task);
              }
            });
  }

  private void startLater(String app, int count) {
    for (int i = 0; i < count; i++) {
      cluster.time().in(random.nextInt(1 + 700 * i), () -> cluster.startProcess(app));
    }
  }

  private void call() {
    int actor = random.nextInt(cluster.actorCount());
    if (cluster.isServed(actor) || random.nextInt(8) == 0) {
      cluster.call(actor, random.nextInt(4) == 0, random.nextInt(8) == 0);
    }
  }

  private String anyApp() {
    return any(cluster.apps().stream().filter(app -> !gone.contains(app)).toList());
  }

  private SimulatedProcess anyProcess() {
    return any(cluster.processes());
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void joinOrLeave() {
    String app = anyApp();
    List<SimulatedProcess> up = cluster.up(app);
    if (up.size() < 2 || up.size() < 4 && random.nextBoolean()) {
      SimulatedProcess joining = cluster.startProcess(app);
      if (faults.contains(Fault.LINK_CUT) && !up.isEmpty() && random.nextInt(3) == 0) {
        cluster.cutForGood(joining, any(up));
      }
    } else {
      leave(any(up));
    }
  }

  private static void leave(SimulatedProcess process) {
    process.isLeaving = true;
    process.run(process.cluster::leave);
  }

  /** Other processes take the place of those of an app, one after the other, with other types. */
  private void deploy() {
    String app = anyApp();
    cluster.deploy(app, Math.min(cluster.versionOf(app) + 1, AppVersion.LAST));
    for (SimulatedProcess old : cluster.up(app)) {
      int after = random.nextInt(2_500);
      cluster.time().in(after, () -> startProcess(app));
      cluster.time().in(after + random.nextInt(500), () -> leave(old));
    }
  }

  /** All processes of an app leave, and none is started any more. */
  private void disappear(String app) {
    gone.add(app);
    cluster.up(app).forEach(process -> leaveLater(process, 1_500));
  }

  private void leaveLater(SimulatedProcess process, int within) {
    cluster.time().in(random.nextInt(within), () -> leave(process));
  }

  private void startProcess(String app) {
    if (!gone.contains(app)) {
      cluster.startProcess(app);
    }
  }

  private void heal() {
    cluster.heal();
    for (String app : cluster.apps()) {
      if (cluster.up(app).isEmpty()) {
        startProcess(app);
      }
    }
  }

  // --- faults

  private void plan(Fault kind) {
    switch (kind) {
      case KILL -> often(kind, 2_500, this::kill);
      case PAUSE -> often(kind, 1_200, () -> anyProcess().pause(aroundALease()));
      case FREEZE -> often(kind, 2_500, () -> anyProcess().freeze(aroundALease()));
      case STORE_CUT -> often(kind, 2_000, this::cutFromStore);
      case LINK_CUT -> often(kind, 1_000, this::cutLink);
      case STORE_AWAY -> often(kind, 7_000, this::storeAway);
      case LOST_ANSWERS -> often(kind, 20_000, () -> cluster.setLosesAnswers(true));
      case HOST_FLAPS -> often(kind, 400, this::flapHost);
      case SCALE_TO_ZERO -> often(kind, 3_000, this::scaleToZero);
      case RESTART_ALL -> often(kind, 8_000, this::restartAll);
      case STORE_CLOCK ->
          often(kind, 2_500, () -> cluster.store().setClockForward(random.nextLong(-4_500, 4_500)));
      case WALL_CLOCK ->
          often(
              kind,
              1_500,
              () -> anyProcess().setWallClockForward(random.nextLong(-3_600_000, 3_600_000)));
      case STORE_GOES_BACK -> {
        every(2_000, LAST_FAULT, 100, 100, cluster.store()::remember);
        often(kind, 4_000, cluster::storeGoesBack);
      }
    }
  }

  private void often(Fault kind, int millis, Runnable fault) {
    every(
        FIRST_FAULT + random.nextInt(millis / 2),
        LAST_FAULT,
        millis / 2,
        millis * 3 / 2,
        () -> {
          cluster.onFault();
          cluster.trace(() -> "fault " + kind);
          fault.run();
        });
  }

  /** Often about as long as a lease, where it matters. */
  private int aroundALease() {
    return random.nextBoolean() ? random.nextInt(6_000) : 2_700 + random.nextInt(1_200);
  }

  private void kill() {
    List<SimulatedProcess> alive =
        cluster.processes().stream().filter(SimulatedProcess::isUp).toList();
    if (!alive.isEmpty()) {
      kill(any(alive), 4_000);
    }
  }

  private void kill(SimulatedProcess process, int restartWithin) {
    cluster.kill(process);
    cluster.time().in(random.nextInt(restartWithin), () -> startProcess(process.app));
  }

  private void cutFromStore() {
    SimulatedProcess process = anyProcess();
    process.cutFromStore(true);
    cluster.time().in(aroundALease(), () -> process.cutFromStore(false));
  }

  private void cutLink() {
    SimulatedProcess one = anyProcess();
    SimulatedProcess other = anyProcess();
    if (random.nextInt(20) == 0) {
      cluster.cutForGood(one, other);
    } else {
      one.cutFrom.add(other.number);
      cluster.time().in(random.nextInt(4_000), () -> one.cutFrom.remove(other.number));
    }
  }

  private void storeAway() {
    cluster.setStoreAway(true);
    cluster.time().in(random.nextInt(6_000), () -> cluster.setStoreAway(false));
    if (random.nextBoolean()) {
      cluster
          .time()
          .in(
              random.nextInt(Math.max(1, Math.min(3_000, HEALED - (int) cluster.now()))),
              this::kill);
    }
  }

  private void scaleToZero() {
    String app = anyApp();
    cluster.up(app).forEach(process -> leaveLater(process, 1_500));
    cluster.time().in(random.nextInt(4_000), () -> startProcess(app));
  }

  private void flapHost() {
    SimulatedProcess process = anyProcess();
    process.setHost(false);
    cluster.time().in(50 + random.nextInt(1_000), () -> process.setHost(true));
  }

  private void restartAll() {
    int within = random.nextBoolean() ? 1_000 : 6_000;
    List<SimulatedProcess> alive =
        cluster.processes().stream().filter(SimulatedProcess::isUp).toList();
    alive.forEach(process -> kill(process, within));
  }
}
