package io.actorproxy.cluster;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * By hand: finds for each mutant the first seed that shows it. {@code MutantHunt FIRST COUNT
 * [NAME...]}.
 */
final class MutantHunt {
  private MutantHunt() {}

  public static void main(String[] args) {
    long first = Long.parseLong(args[0]);
    long end = first + Long.parseLong(args[1]);
    List<String> names = List.of(args);
    for (Mutant mutant : Mutant.values()) {
      if (args.length == 2 || names.contains(mutant.name())) {
        System.out.println(mutant + " " + hunt(mutant, first, end).orElse("is not shown"));
      }
    }
  }

  private static Optional<String> hunt(Mutant mutant, long first, long end) {
    return LongStream.range(first, end)
        .boxed()
        .flatMap(seed -> shown(mutant, seed).stream())
        .findFirst();
  }

  private static Optional<String> shown(Mutant mutant, long seed) {
    Set<Fault> faults = mutant.faults(seed);
    var violations = ClusterScenario.run(seed, faults, mutant.mutation()).violations();
    return violations.isEmpty()
            || !ClusterScenario.run(seed, faults, Mutation.NONE).violations().isEmpty()
        ? Optional.empty()
        : Optional.of(seed + " " + faults + " " + violations.keySet());
  }
}
