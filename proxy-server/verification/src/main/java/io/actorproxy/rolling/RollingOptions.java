package io.actorproxy.rolling;

import java.util.List;

/**
 * What is to be measured.
 *
 * @param store a server
 * @param members how many there are
 * @param rolling how many rolling restarts
 * @param takeovers how many kills
 * @param isScaleOut whether members are added under load, one after the other
 * @param rate calls each second, during rolling restarts
 * @param actors how many there are
 * @param atOnce whether proxy and host get SIGTERM together; else the host once its proxy has ended
 */
record RollingOptions(
    String store,
    int members,
    int rolling,
    int takeovers,
    boolean isScaleOut,
    int rate,
    int actors,
    boolean atOnce) {
  private static final int ACTORS = 500;
  private static final int ACTORS_OF_SCALE_OUT = 100_000;

  static RollingOptions parse(List<String> arguments) {
    boolean isScaleOut = arguments.contains("--scale-out");
    List<String> others = arguments.stream().filter(one -> !one.equals("--scale-out")).toList();
    RollingOptions options =
        new RollingOptions(
            "postgres",
            3,
            0,
            0,
            isScaleOut,
            2_000,
            isScaleOut ? ACTORS_OF_SCALE_OUT : ACTORS,
            false);
    for (int i = 0; i < others.size(); i += 2) {
      if (i + 1 == others.size()) {
        throw new IllegalArgumentException(others.get(i) + " needs a value");
      }
      options = options.with(others.get(i), others.get(i + 1));
    }
    if (options.members < 2) {
      throw new IllegalArgumentException("--members has to be 2 or more");
    }
    return options;
  }

  private RollingOptions with(String name, String value) {
    return switch (name) {
      case "--store" -> {
        if (!value.equals("postgres") && !value.equals("mariadb")) {
          throw new IllegalArgumentException("expected postgres or mariadb, but was " + value);
        }
        yield new RollingOptions(
            value, members, rolling, takeovers, isScaleOut, rate, actors, atOnce);
      }
      case "--members" ->
          new RollingOptions(
              store, number(value), rolling, takeovers, isScaleOut, rate, actors, atOnce);
      case "--rolling" ->
          new RollingOptions(
              store, members, number(value), takeovers, isScaleOut, rate, actors, atOnce);
      case "--takeover" ->
          new RollingOptions(
              store, members, rolling, number(value), isScaleOut, rate, actors, atOnce);
      case "--rate" ->
          new RollingOptions(
              store, members, rolling, takeovers, isScaleOut, number(value), actors, atOnce);
      case "--actors" ->
          new RollingOptions(
              store, members, rolling, takeovers, isScaleOut, rate, number(value), atOnce);
      case "--stop" ->
          new RollingOptions(
              store, members, rolling, takeovers, isScaleOut, rate, actors, isAtOnce(value));
      default -> throw new IllegalArgumentException("there is no option " + name);
    };
  }

  private static boolean isAtOnce(String value) {
    return switch (value) {
      case "proxy-first" -> false;
      case "at-once" -> true;
      default ->
          throw new IllegalArgumentException("expected proxy-first or at-once, but was " + value);
    };
  }

  private static int number(String value) {
    int number = Integer.parseInt(value);
    if (number < 1) {
      throw new IllegalArgumentException("expected 1 or more, but was " + value);
    }
    return number;
  }
}
