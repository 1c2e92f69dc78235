package io.actorproxy.endurance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a run is made.
 *
 * @param seed of actors, sizes and forms
 * @param store sqlite, held-sqlite, postgres or mariadb
 * @param time of the load
 * @param memoryMiB what the proxy's control group may hold; 0 for none, and a heap of 128 MiB
 *     instead
 * @param actors how many there are
 * @param stateBytes how large each state is
 * @param callers how many call at a time, at the most
 * @param busy how busy the machine may be, between 0 and 1: the load is paced to stay below
 * @param killEvery the time between two kills of the proxy
 * @param holdEvery the time between two stand-stills of the store
 * @param hold how long one lasts
 */
record Plan(
    long seed,
    String store,
    Duration time,
    int memoryMiB,
    int actors,
    int stateBytes,
    int callers,
    double busy,
    Duration killEvery,
    Duration holdEvery,
    Duration hold) {

  static final String USAGE =
      """
      usage: ./proxy endure [options]

        --store NAME      sqlite (the default), held-sqlite (by a driver that delays
                          writes, in place of a program with a lock), postgres or mariadb
        --minutes M       how long the load lasts; 30 if not given
        --memory MIB      of the proxy's memory control group; 256 if not given, 0 for none
        --actors N        100000 if not given
        --state-kib K     64 if not given
        --callers N       24 if not given
        --busy PERCENT    of the machine, below which the load is paced; 70 if not given
        --kill-every S    seconds between two kills of the proxy; 300 if not given
        --seed S
      """;

  static Plan defaults() {
    return new Plan(
        ThreadLocalRandom.current().nextInt(1_000_000),
        "sqlite",
        Duration.ofMinutes(30),
        256,
        100_000,
        64 * 1024,
        24,
        0.7,
        Duration.ofMinutes(5),
        Duration.ofMinutes(1),
        Duration.ofSeconds(5));
  }

  /** Reads it from a command line; what is wrong with it is in the exception's message. */
  static Plan parse(List<String> arguments) {
    Plan plan = defaults();
    for (int i = 0; i < arguments.size(); i += 2) {
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(arguments.get(i) + " needs a value");
      }
      plan = plan.with(arguments.get(i), arguments.get(i + 1));
    }
    return plan;
  }

  private Plan with(String option, String value) {
    long newSeed = seed;
    String newStore = store;
    Duration newTime = time;
    int newMemory = memoryMiB;
    int newActors = actors;
    int newState = stateBytes;
    int newCallers = callers;
    double newBusy = busy;
    Duration newKill = killEvery;
    switch (option) {
      case "--seed" -> newSeed = Long.parseLong(value);
      case "--store" -> newStore = value;
      case "--minutes" -> newTime = Duration.ofMillis((long) (Double.parseDouble(value) * 60_000));
      case "--memory" -> newMemory = Integer.parseInt(value);
      case "--actors" -> newActors = Integer.parseInt(value);
      case "--state-kib" -> newState = Integer.parseInt(value) * 1024;
      case "--callers" -> newCallers = Integer.parseInt(value);
      case "--busy" -> newBusy = Double.parseDouble(value) / 100;
      case "--kill-every" -> newKill = Duration.ofSeconds(Long.parseLong(value));
      default -> throw new IllegalArgumentException("there is no option " + option);
    }
    return new Plan(
        newSeed,
        newStore,
        newTime,
        newMemory,
        newActors,
        newState,
        newCallers,
        newBusy,
        newKill,
        holdEvery,
        hold);
  }

  Plan within(Duration newTime, Duration newKillEvery, Duration newHoldEvery, Duration newHold) {
    return new Plan(
        seed,
        store,
        newTime,
        memoryMiB,
        actors,
        stateBytes,
        callers,
        busy,
        newKillEvery,
        newHoldEvery,
        newHold);
  }

  Plan withActors(int newActors) {
    return new Plan(
        seed,
        store,
        time,
        memoryMiB,
        newActors,
        stateBytes,
        callers,
        busy,
        killEvery,
        holdEvery,
        hold);
  }

  Plan withMemory(int mebibytes) {
    return new Plan(
        seed,
        store,
        time,
        mebibytes,
        actors,
        stateBytes,
        callers,
        busy,
        killEvery,
        holdEvery,
        hold);
  }
}
