package io.actorproxy.population;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What {@code ./proxy population} starts, in the directory of the module. */
final class Main {
  private static final String USAGE =
      """
      usage: ./proxy population [options]

        --store NAME      sqlite (the default), postgres or mariadb
        --instances N     10000000 if not given; 1000 are measured beside them
        --calls N         of instances that are picked at random; 10000 if not given
        --seed S
      """;

  private Main() {}

  static void main(String[] arguments) throws IOException, InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(USAGE);
      return;
    }
    String store = "sqlite";
    int instances = 10_000_000;
    int calls = 10_000;
    long seed = ProcessHandle.current().pid();
    try {
      for (int i = 0; i < arguments.length; i += 2) {
        if (i + 1 == arguments.length) {
          throw new IllegalArgumentException(arguments[i] + " needs a value");
        }
        switch (arguments[i]) {
          case "--store" -> store = arguments[i + 1];
          case "--instances" -> instances = Integer.parseInt(arguments[i + 1]);
          case "--calls" -> calls = Integer.parseInt(arguments[i + 1]);
          case "--seed" -> seed = Long.parseLong(arguments[i + 1]);
          default -> throw new IllegalArgumentException("there is no option " + arguments[i]);
        }
      }
    } catch (IllegalArgumentException e) {
      System.err.println("population: " + e.getMessage() + "\n\n" + USAGE);
      System.exit(2);
    }
    System.out.printf("population: store=%s seed=%d%n", store, seed);
    Path directory =
        Path.of("target", "population", store + "-" + ProcessHandle.current().pid())
            .toAbsolutePath();
    System.out.println("logs and data: " + directory);
    System.out.println(Population.Figures.HEADER);
    boolean whole = true;
    for (int number : List.of(1_000, instances)) {
      Population.Figures figures =
          Population.measure(store, number, calls, seed, directory.resolve("" + number));
      System.out.println(figures);
      whole &= figures.failed() == 0;
    }
    System.exit(whole ? 0 : 1);
  }
}
