package io.actorproxy.verify;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a run is made.
 *
 * @param seed of programs and faults
 * @param store sqlite or a server
 * @param time of the load
 * @param kills how often the proxy is killed, and nothing else is done; 0 for all faults
 * @param features what programs do
 * @param actors how many there are
 * @param clients how many call at a time
 */
record Options(
    long seed,
    String store,
    Duration time,
    int kills,
    Set<Feature> features,
    int actors,
    int clients) {

  private static final List<String> STORES = List.of("sqlite", "postgres", "mariadb");

  static final String USAGE =
      """
      usage: ./proxy verify [options]

        --store NAME     sqlite (the default), postgres or mariadb
        --minutes M      how long the load lasts; 1 if not given
        --kills N        kill -9 the proxy N times instead, with no other fault
        --seed S         repeats a run, as far as the clock lets it; any if not given
        --only A,B       what programs do besides reading and adding; `counters` for nothing else
        --without A,B    or what they leave out; of %s
        --actors N       2000 if not given
        --clients N      24 if not given
        --cluster        with several members; ./proxy verify --cluster --help says more
      """
          .formatted(Feature.names());

  static Options defaults() {
    return new Options(
        ThreadLocalRandom.current().nextInt(1_000_000),
        "sqlite",
        Duration.ofMinutes(1),
        0,
        EnumSet.allOf(Feature.class),
        2_000,
        24);
  }

  /** Reads them from a command line; what is wrong with it is in the exception's message. */
  static Options parse(List<String> arguments) {
    Options options = defaults();
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      options = options.with(name, arguments.get(i + 1));
    }
    return options;
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--seed" -> withSeed(Long.parseLong(value));
      case "--store" -> {
        if (!STORES.contains(value)) {
          throw new IllegalArgumentException("expected one of " + STORES + ", but was " + value);
        }
        yield new Options(seed, value, time, kills, features, actors, clients);
      }
      case "--minutes" -> withTime(Duration.ofMillis((long) (Double.parseDouble(value) * 60_000)));
      case "--kills" ->
          new Options(seed, store, time, Integer.parseInt(value), features, actors, clients);
      case "--only" -> withFeatures(Feature.parse(value));
      case "--without" -> {
        Set<Feature> left = EnumSet.allOf(Feature.class);
        left.removeAll(Feature.parse(value));
        yield withFeatures(left);
      }
      case "--actors" ->
          new Options(seed, store, time, kills, features, Integer.parseInt(value), clients);
      case "--clients" ->
          new Options(seed, store, time, kills, features, actors, Integer.parseInt(value));
      default -> throw new IllegalArgumentException("there is no option " + name);
    };
  }

  Options withSeed(long newSeed) {
    return new Options(newSeed, store, time, kills, features, actors, clients);
  }

  Options withTime(Duration newTime) {
    return new Options(seed, store, newTime, kills, features, actors, clients);
  }

  Options withFeatures(Set<Feature> newFeatures) {
    return new Options(seed, store, time, kills, newFeatures, actors, clients);
  }
}
