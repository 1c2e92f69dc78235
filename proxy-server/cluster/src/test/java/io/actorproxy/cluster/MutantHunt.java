package io.actorproxy.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;

/** By hand: finds seeds that show a mutant. {@code MutantHunt FIRST COUNT [NAME...]}. */
final class MutantHunt {
  private MutantHunt() {}

  public static void main(String[] args) {
    long first = Long.parseLong(args[0]);
    long count = Long.parseLong(args[1]);
    List<String> names = List.of(args);
    for (Mutant mutant : Mutant.values()) {
      if (args.length == 2 || names.contains(mutant.name())) {
        Map<Long, String> caught = new ConcurrentSkipListMap<>();
        LongStream.range(first, first + count)
            .parallel()
            .forEach(seed -> shown(mutant, seed).ifPresent(text -> caught.put(seed, text)));
        System.out.println(mutant + ": " + caught.size() + " of " + count);
        new TreeMap<>(caught)
            .entrySet().stream().limit(4).forEach(seed -> System.out.println("    " + seed));
      }
    }
  }

  private static Optional<String> shown(Mutant mutant, long seed) {
    Set<Fault> faults = mutant.faults(seed);
    var violations = ClusterScenario.run(seed, faults, mutant.mutation()).violations();
    return violations.isEmpty()
            || !ClusterScenario.run(seed, faults, Mutation.NONE).violations().isEmpty()
        ? Optional.empty()
        : Optional.of(faults + " " + violations.keySet());
  }
}
