package io.actorproxy.rolling;

import java.util.List;

/**
 * What is to be measured.
 *
 * @param store a server
 * @param members how many there are
 * @param rolling how many rolling restarts
 * @param takeovers how many kills
 * @param rate calls each second, during rolling restarts
 * @param actors how many there are
 * @param atOnce whether proxy and host get SIGTERM together; else the host once its proxy has ended
 */
record RollingOptions(
    String store, int members, int rolling, int takeovers, int rate, int actors, boolean atOnce) {

  static RollingOptions parse(List<String> arguments) {
    RollingOptions options = new RollingOptions("postgres", 3, 0, 0, 2_000, 500, false);
    for (int i = 0; i < arguments.size(); i += 2) {
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(arguments.get(i) + " needs a value");
      }
      options = options.with(arguments.get(i), arguments.get(i + 1));
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
        yield new RollingOptions(value, members, rolling, takeovers, rate, actors, atOnce);
      }
      case "--members" ->
          new RollingOptions(store, number(value), rolling, takeovers, rate, actors, atOnce);
      case "--rolling" ->
          new RollingOptions(store, members, number(value), takeovers, rate, actors, atOnce);
      case "--takeover" ->
          new RollingOptions(store, members, rolling, number(value), rate, actors, atOnce);
      case "--rate" ->
          new RollingOptions(store, members, rolling, takeovers, number(value), actors, atOnce);
      case "--actors" ->
          new RollingOptions(store, members, rolling, takeovers, rate, number(value), atOnce);
      case "--stop" ->
          new RollingOptions(store, members, rolling, takeovers, rate, actors, isAtOnce(value));
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
