package io.actorproxy.verify;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a run with a cluster is made.
 *
 * @param seed of programs and faults
 * @param store a server
 * @param members how many there are at a time
 * @param time of the load
 * @param faults the kinds of faults
 * @param actors how many there are
 * @param clients how many call at a time
 * @param thinkMillis how long each pauses at most before a call
 */
record ClusterOptions(
    long seed,
    String store,
    int members,
    Duration time,
    Set<ClusterFault> faults,
    int actors,
    int clients,
    int thinkMillis) {

  static final String USAGE =
      """
      usage: ./proxy verify --cluster [options]

        --store NAME     postgres (the default) or mariadb
        --members N      3 if not given; another one takes the place of one that leaves
        --minutes M      how long the load lasts; 2 if not given
        --seed S         repeats a run, as far as the clock lets it; any if not given
        --faults A,B     only these of %s; none for a run without faults
        --actors N       500 if not given
        --clients N      12 if not given
        --think N        the most milliseconds that a client pauses before a call; 20 if not given
      """
          .formatted(names(EnumSet.allOf(ClusterFault.class)));

  static ClusterOptions defaults() {
    return new ClusterOptions(
        ThreadLocalRandom.current().nextInt(1_000_000),
        "postgres",
        3,
        Duration.ofMinutes(2),
        EnumSet.allOf(ClusterFault.class),
        500,
        12,
        20);
  }

  /** Reads them from a command line; what is wrong with it is in the exception's message. */
  static ClusterOptions parse(List<String> arguments) {
    ClusterOptions options = defaults();
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      options = options.with(name, arguments.get(i + 1));
    }
    return options;
  }

  private ClusterOptions with(String name, String value) {
    return switch (name) {
      case "--seed" ->
          new ClusterOptions(
              Long.parseLong(value), store, members, time, faults, actors, clients, thinkMillis);
      case "--store" -> {
        if (!value.equals("postgres") && !value.equals("mariadb")) {
          throw new IllegalArgumentException(
              "expected postgres or mariadb, which members can share, but was " + value);
        }
        yield new ClusterOptions(seed, value, members, time, faults, actors, clients, thinkMillis);
      }
      case "--members" ->
          new ClusterOptions(
              seed, store, number(name, value), time, faults, actors, clients, thinkMillis);
      case "--minutes" -> withTime(Duration.ofMillis((long) (Double.parseDouble(value) * 60_000)));
      case "--faults" -> withFaults(faults(value));
      case "--actors" ->
          new ClusterOptions(
              seed, store, members, time, faults, number(name, value), clients, thinkMillis);
      case "--clients" ->
          new ClusterOptions(
              seed, store, members, time, faults, actors, number(name, value), thinkMillis);
      case "--think" ->
          new ClusterOptions(
              seed, store, members, time, faults, actors, clients, Integer.parseInt(value));
      default -> throw new IllegalArgumentException("there is no option " + name);
    };
  }

  ClusterOptions withTime(Duration newTime) {
    return new ClusterOptions(seed, store, members, newTime, faults, actors, clients, thinkMillis);
  }

  ClusterOptions withFaults(Set<ClusterFault> newFaults) {
    return new ClusterOptions(seed, store, members, time, newFaults, actors, clients, thinkMillis);
  }

  private static int number(String name, String value) {
    int number = Integer.parseInt(value);
    if (number < 1) {
      throw new IllegalArgumentException(name + " has to be 1 or more, but was " + value);
    }
    return number;
  }

  private static Set<ClusterFault> faults(String names) {
    Set<ClusterFault> faults = EnumSet.noneOf(ClusterFault.class);
    for (String name : names.split(",")) {
      if (!name.equals("none")) {
        faults.add(fault(name));
      }
    }
    return faults;
  }

  private static ClusterFault fault(String name) {
    try {
      return ClusterFault.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected some of %s, but was %s"
              .formatted(names(EnumSet.allOf(ClusterFault.class)), name),
          e);
    }
  }

  private static List<String> names(Set<ClusterFault> faults) {
    return faults.stream()
        .map(fault -> fault.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }
}
