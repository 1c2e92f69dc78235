package io.actorproxy.cluster;

import java.util.List;

/**
 * Which strategy the processes of a run place slots by: all the same one, or each another one, as
 * while a deployment changes it.
 */
record SimulatedPlacement(String name, long seed) {
  private static final String MIXED = "mixed";
  private static final List<String> NAMES = List.copyOf(Placements.names());

  /** Slots rest less than in the product, so that what they do after it is seen too. */
  private static final long REST_MILLIS = 2_500;

  private static final long LOOK_MILLIS = 400;

  /** The default for half of the seeds. */
  static SimulatedPlacement ofSeed(long seed) {
    int draw = Math.floorMod((int) ((seed * 0x9E3779B97F4A7C15L) >>> 40), 2 * NAMES.size() + 2);
    String name =
        draw < NAMES.size() ? NAMES.get(draw) : draw == NAMES.size() ? MIXED : Placements.DEFAULT;
    return new SimulatedPlacement(name, seed);
  }

  PlacementStrategy of(int process) {
    return Placements.named(
        name.equals(MIXED) ? NAMES.get((int) ((seed + process) % NAMES.size())) : name);
  }

  static ClusterTimings timings() {
    ClusterTimings t = ClusterTimings.DEFAULTS;
    return new ClusterTimings(
        t.lease(),
        t.guard(),
        t.beat(),
        t.lateBeat(),
        t.clockDifference(),
        t.fenceDelay(),
        t.ask(),
        t.askLeast(),
        t.settle(),
        t.retry(),
        t.joinQuiet(),
        t.joinLongest(),
        t.joinStep(),
        REST_MILLIS,
        LOOK_MILLIS,
        t.atOnce(),
        t.reroute(),
        t.rerouteMost(),
        t.holdStates());
  }

  /** Whether the view alone says where each slot has to be in the end. */
  boolean isByView() {
    return !name.equals(MIXED) && !of(0).isByFigures();
  }

  /** Whether the clients of each actor call the same process, as far as it is up. */
  boolean hasLoyalClients() {
    return !isByView();
  }
}
