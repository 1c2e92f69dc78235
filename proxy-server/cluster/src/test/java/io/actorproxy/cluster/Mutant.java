package io.actorproxy.cluster;

/** The protocol with one rule left out, and a seed that shows what the rule is for. */
enum Mutant {
  NO_LEASE_CHECK(Mutation.of(BrokenParts.NoLeaseCheck::new), 1),
  NO_FREEZE_CHECK(Mutation.of(BrokenParts.NoFreezeCheck::new), 21),
  NO_CONFIRMATION_OF_READS(Mutation.of(BrokenParts.NoConfirmation::new), 3),
  WATCH_CONTINUES_OVER_MISSED_BEATS(Mutation.of(BrokenParts.WatchContinues::new), 27),
  NO_BUSY_ACTORS_IN_CERTIFICATES(Mutation.of(BrokenParts.NoBusyActors::new), 1),
  LEAVES_WHILE_TURNS_RUN(Mutation.of(BrokenParts.LeavesWithTurns::new), 1),
  ONCE_CERTIFIED_IS_ENOUGH(Mutation.of(BrokenParts.OnceCertified::new), 5),
  NO_CERTIFICATE_NEEDED(Mutation.of(BrokenParts.NoCertificates::new), 1),
  SAVES_OF_THE_FENCED(Mutation.ofStore(BrokenStore.SavesOfTheFenced::new), 3),
  NO_COMPARE_AND_SET(Mutation.ofStore(BrokenStore.NoRevisions::new), 1),
  FENCE_FORGETS_PREVIOUS(Mutation.ofStore(BrokenStore.ForgetsPrevious::new), 29),
  FENCES_THE_REVIVED(Mutation.ofStore(BrokenStore.FencesRevived::new), 19),
  MOVES_MAKE_NO_VIEW(Mutation.ofStore(BrokenStore.SilentMoves::new), 3);

  private final Mutation mutation;
  private final long seed;

  Mutant(Mutation mutation, long seed) {
    this.mutation = mutation;
    this.seed = seed;
  }

  Mutation mutation() {
    return mutation;
  }

  long seed() {
    return seed;
  }
}
