package io.actorproxy.cluster;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The strategies of placement, by name. */
public final class Placements {
  /** The one that is used if none is named. */
  public static final String DEFAULT = "hash";

  private static final Map<String, Supplier<PlacementStrategy>> BY_NAME =
      new TreeMap<>(
          Map.of(
              DEFAULT,
              RendezvousPlacement::byEpoch,
              "random",
              RendezvousPlacement::byNonce,
              "round_robin",
              RoundRobinPlacement::new,
              "local_first",
              LocalFirstPlacement::new,
              "least_loaded",
              LeastLoadedPlacement::new));

  private Placements() {}

  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  /**
   * The strategy with a name, for one process.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PlacementStrategy named(String name) {
    Supplier<PlacementStrategy> known = BY_NAME.get(name);
    if (known == null) {
      throw new IllegalArgumentException("There is no placement strategy " + name);
    }
    return known.get();
  }
}
