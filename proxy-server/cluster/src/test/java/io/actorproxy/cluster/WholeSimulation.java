package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import io.actorproxy.logs.SilentLog;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/**
 * Runs seeds of whole members and counts what they show. By hand: {@code WholeSimulation FIRST
 * COUNT}; with one seed it prints what happens. {@code WholeSimulation FIRST COUNT mutants} finds
 * the first seed that shows each mutant.
 */
final class WholeSimulation {
  final Map<Promise, TreeMap<Long, String>> violations = new EnumMap<>(Promise.class);
  final Map<Fault, AtomicInteger> seedsOfFault = new EnumMap<>(Fault.class);
  final LongAdder turns = new LongAdder();
  final LongAdder moves = new LongAdder();
  final LongAdder answered = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder forwarded = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder overlaps = new LongAdder();

  private WholeSimulation() {
    WholeScenario.FAULTS.forEach(fault -> seedsOfFault.put(fault, new AtomicInteger()));
  }

  static WholeSimulation run(long first, long count) {
    var simulation = new WholeSimulation();
    try (var _ = new SilentLog()) {
      LongStream.range(first, first + count).parallel().forEach(simulation::runSeed);
    }
    return simulation;
  }

  private void runSeed(long seed) {
    Set<Fault> faults = WholeScenario.faultsOf(seed);
    WholeCluster.Outcome outcome;
    try {
      outcome = WholeScenario.run(seed, WholeMutant.NONE);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + " with " + faults, e);
    }
    faults.forEach(fault -> requireNonNull(seedsOfFault.get(fault)).incrementAndGet());
    turns.add(outcome.turns());
    moves.add(outcome.moves());
    answered.add(outcome.answered());
    failed.add(outcome.failed());
    forwarded.add(outcome.forwarded());
    delivered.add(outcome.delivered());
    overlaps.add(outcome.overlaps());
    synchronized (violations) {
      outcome
          .violations()
          .forEach(
              (promise, texts) ->
                  violations
                      .computeIfAbsent(promise, _ -> new TreeMap<>())
                      .put(seed, faults + " " + texts.getFirst()));
    }
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append("%s turns, %s moves of slots, ".formatted(turns, moves));
    text.append("%s calls answered, %s failed, ".formatted(answered, failed));
    text.append("%s sent to other members, %s messages, ".formatted(forwarded, delivered));
    text.append("%s turns beside one of a fenced member%n".formatted(overlaps));
    text.append("seeds of each fault: %s%n".formatted(seedsOfFault));
    violations.forEach(
        (promise, seeds) -> {
          text.append("BROKEN in %d seeds: %s%n".formatted(seeds.size(), promise.sentence()));
          seeds.entrySet().stream()
              .limit(5)
              .forEach(
                  seed -> text.append("    seed " + seed.getKey() + " " + seed.getValue() + "\n"));
        });
    return text.toString();
  }

  /** The first seed that shows what a mutant leaves out. */
  static Optional<String> hunt(WholeMutant mutant, long first, long count) {
    return LongStream.range(first, first + count)
        .boxed()
        .filter(seed -> isShown(mutant, seed))
        .findFirst()
        .map(
            seed ->
                "%d %s %s"
                    .formatted(
                        seed,
                        WholeScenario.faultsOf(seed),
                        WholeScenario.run(seed, mutant).violations()));
  }

  /** Whether a seed breaks a promise with the mutant, and none without it. */
  static boolean isShown(WholeMutant mutant, long seed) {
    try (var _ = new SilentLog()) {
      return !WholeScenario.run(seed, mutant).violations().isEmpty()
          && WholeScenario.run(seed, WholeMutant.NONE).violations().isEmpty();
    }
  }

  public static void main(String[] args) {
    long first = Long.parseLong(args[0]);
    long count = Long.parseLong(args[1]);
    long start = System.nanoTime();
    if (args.length > 2) {
      for (WholeMutant mutant : WholeMutant.broken()) {
        System.out.println(mutant + " " + hunt(mutant, first, count).orElse("is not shown"));
      }
    } else if (count == 1) {
      System.out.println("seed " + first + " with " + WholeScenario.faultsOf(first));
      try (var _ = new SilentLog()) {
        WholeScenario.trace(first, WholeMutant.NONE);
      }
    } else {
      System.out.print(run(first, count));
    }
    System.out.printf("%d ms%n", (System.nanoTime() - start) / 1_000_000);
  }
}
