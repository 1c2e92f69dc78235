package io.actorproxy.cluster;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What happens in one run of whole members: they join and leave, clients call, some kinds of faults
 * are done, then all is healed and watched for a while. All of it follows from the seed.
 */
final class WholeScenario {
  /** After the last fault; see {@link ClusterScenario#SETTLING_MILLIS}. */
  static final int SETTLING_MILLIS = 7_000;

  static final List<Fault> FAULTS =
      List.of(
          Fault.KILL,
          Fault.PAUSE,
          Fault.STORE_CUT,
          Fault.STORE_AWAY,
          Fault.LINK_CUT,
          Fault.LOST_ANSWERS,
          Fault.HOST_FLAPS);

  private static final int FIRST_CALL = 1_000;
  private static final int FIRST_FAULT = 2_500;
  private static final int LAST_FAULT = 8_000;
  private static final int HEALED = 9_000;
  private static final int LAST_CALL = HEALED + SETTLING_MILLIS + 1_500;
  private static final int END = LAST_CALL + WholeCall.DEADLINE + WholeCluster.LATE_MILLIS + 100;

  private final SplittableRandom random;
  private final Set<Fault> faults;
  private final WholeCluster cluster;

  private WholeScenario(long seed, Set<Fault> faults, WholeMutant mutant, boolean tracing) {
    this.random = new SplittableRandom(~seed);
    this.faults = faults;
    this.cluster = new WholeCluster(seed, mutant, END, tracing);
  }

  /** The kinds of faults of a seed: none for one in six, else one or more. */
  static Set<Fault> faultsOf(long seed) {
    var random = new SplittableRandom(seed * 31 + 7);
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    if (seed % 6 != 0) {
      do {
        faults.add(FAULTS.get(random.nextInt(FAULTS.size())));
      } while (random.nextInt(3) != 0);
    }
    return faults;
  }

  static WholeCluster.Outcome run(long seed, WholeMutant mutant) {
    return new WholeScenario(seed, faultsOf(seed), mutant, false).run();
  }

  /** Prints what happens. */
  static WholeCluster.Outcome trace(long seed, WholeMutant mutant) {
    return new WholeScenario(seed, faultsOf(seed), mutant, true).run();
  }

  private WholeCluster.Outcome run() {
    int count = 2 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      cluster.time().in(random.nextInt(1 + 500 * i), cluster::startMember);
    }
    every(FIRST_CALL, LAST_CALL, 15, 70, this::call);
    every(2_500, LAST_FAULT, 700, 2_500, this::joinOrLeave);
    faults.forEach(this::plan);
    cluster.time().at(HEALED, this::heal);
    cluster.time().advance(END);
    cluster.checkEnd();
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

  /** Some adds send a message; none so late that it may be under way at the end. */
  private void call() {
    boolean isRead = random.nextInt(4) == 0;
    boolean sends = !isRead && random.nextInt(4) == 0 && cluster.now() < HEALED + SETTLING_MILLIS;
    String receiver = WholeCluster.nameOf(random.nextInt(WholeCluster.ACTORS));
    cluster.call(
        random.nextInt(WholeCluster.ACTORS),
        isRead,
        !isRead && random.nextInt(4) == 0,
        sends ? receiver : null);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void joinOrLeave() {
    List<WholeMember> serving = cluster.serving();
    if (serving.size() < 2 || serving.size() < 3 && random.nextBoolean()) {
      cluster.startMember();
    } else {
      leave(any(serving));
    }
  }

  private void leave(WholeMember member) {
    cluster.trace(() -> "leaves: " + member);
    member.leave();
  }

  private void heal() {
    cluster.heal();
    cluster.links().healAll();
    for (WholeMember member : cluster.up()) {
      member.access.cut(false);
      member.machine.endPause();
      member.cluster.onLoop(() -> member.cluster.onHost(true));
    }
    if (cluster.serving().isEmpty()) {
      cluster.startMember();
    }
  }

  // --- faults

  private void plan(Fault kind) {
    switch (kind) {
      case KILL -> often(kind, 2_500, this::kill);
      case PAUSE -> often(kind, 1_500, () -> onAny(member -> member.pause(aroundALease())));
      case STORE_CUT -> often(kind, 2_000, () -> onAny(this::cutFromStore));
      case STORE_AWAY -> often(kind, 4_000, this::storeAway);
      case LINK_CUT -> often(kind, 1_000, this::cutLink);
      case LOST_ANSWERS -> often(kind, 20_000, cluster::loseAnswers);
      case HOST_FLAPS -> often(kind, 500, () -> onAny(this::flapHost));
      default -> throw new IllegalArgumentException(kind.toString());
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

  private void onAny(Consumer<WholeMember> fault) {
    List<WholeMember> up = cluster.up();
    if (!up.isEmpty()) {
      fault.accept(any(up));
    }
  }

  /** Often about as long as a lease, where it matters. */
  private int aroundALease() {
    return random.nextBoolean() ? random.nextInt(6_000) : 2_700 + random.nextInt(1_200);
  }

  private void kill() {
    onAny(
        member -> {
          cluster.trace(() -> "dies: " + member);
          member.kill();
          cluster.time().in(random.nextInt(3_000), cluster::startMember);
        });
  }

  private void cutFromStore(WholeMember member) {
    member.access.cut(true);
    cluster.time().in(aroundALease(), () -> member.access.cut(false));
  }

  private void storeAway() {
    int millis = random.nextInt(5_000);
    for (WholeMember member : cluster.up()) {
      member.access.cut(true);
      cluster.time().in(millis, () -> member.access.cut(false));
    }
  }

  private void cutLink() {
    onAny(
        one ->
            onAny(
                other -> {
                  if (one != other) {
                    cluster.links().cut(one.number, other.number);
                    cluster
                        .time()
                        .in(
                            random.nextInt(4_000),
                            () -> cluster.links().heal(one.number, other.number));
                  }
                }));
  }

  private void flapHost(WholeMember member) {
    member.cluster.onLoop(() -> member.cluster.onHost(false));
    cluster
        .time()
        .in(
            50 + random.nextInt(1_000),
            () -> member.cluster.onLoop(() -> member.cluster.onHost(true)));
  }
}
