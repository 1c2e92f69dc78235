package io.actorproxy.cluster;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The protocol with one rule left out, and a seed that shows what the rule is for. */
enum Mutant {
  NO_LEASE_CHECK(Mutation.of(BrokenParts.NoLeaseCheck::new), 3),
  NO_FREEZE_CHECK(Mutation.of(BrokenParts.NoFreezeCheck::new), 6),
  NO_CONFIRMATION_OF_READS(Mutation.without(ModelRule.READS_ARE_CONFIRMED), 3),
  WATCH_CONTINUES_OVER_MISSED_BEATS(
      Mutation.of(BrokenParts.WatchContinues::new), 15, Fault.STORE_AWAY),
  NO_BUSY_ACTORS_IN_CERTIFICATES(Mutation.of(BrokenParts.NoBusyActors::new), 0),
  LEAVES_WHILE_TURNS_RUN(Mutation.of(BrokenParts.LeavesWithTurns::new), 0),
  ONCE_CERTIFIED_IS_ENOUGH(Mutation.of(BrokenParts.OnceCertified::new), 2),
  NO_CERTIFICATE_NEEDED(Mutation.of(BrokenParts.NoCertificates::new), 0),
  SAVES_OF_THE_FENCED(Mutation.ofStore(BrokenStore.SavesOfTheFenced::new), 3),
  NO_COMPARE_AND_SET(Mutation.ofStore(BrokenStore.NoRevisions::new), 6),
  FENCE_FORGETS_PREVIOUS(Mutation.ofStore(BrokenStore.ForgetsPrevious::new), 2),
  MOVES_MAKE_NO_VIEW(Mutation.ofStore(BrokenStore.SilentMoves::new), 0),
  LATE_CERTIFICATES_COUNT(Mutation.of(BrokenParts.LateCertificates::new), 2, Fault.HOST_FLAPS),
  NO_ASKING_NOR_SETTLING(
      new Mutation(
          (t, s, l, a, _) -> new BrokenParts.Without(Frame.Ask.class, t, s, l, a),
          BrokenStore.NeverSettles::new,
          Set.of()),
      1,
      Fault.LINK_CUT),
  ORPHANS_FORGET_PREVIOUS(
      Mutation.ofStore(BrokenStore.OrphansForgetPrevious::new), 421, Fault.SCALE_TO_ZERO),
  NEVER_SETTLED_IN_THE_STORE(Mutation.ofStore(BrokenStore.NeverSettles::new), 1, Fault.LINK_CUT),
  LOST_VIEWS_ARE_KNOWN(
      Mutation.ofStore(BrokenStore.KnowsAllViews::new), 3, Fault.STORE_GOES_BACK, Fault.KILL),
  NUMBERS_ARE_USED_AGAIN(
      Mutation.ofStore(BrokenStore.ReusesNumbers::new),
      71,
      Fault.STORE_GOES_BACK,
      Fault.RESTART_ALL,
      Fault.HOST_FLAPS),
  CLAIMS_OUTLIVE_THEIR_EPOCH(Mutation.ofStore(BrokenStore.ClaimsOutliveEpochs::new), 1),
  CONSUMES_WHAT_IS_GONE(
      Mutation.ofStore(BrokenStore.ConsumesWhatIsGone::new), 10, Fault.LOST_ANSWERS),
  KEEPS_FORGOTTEN_CLAIMS(
      Mutation.ofStore(BrokenStore.KeepsForgottenClaims::new), 56, Fault.LOST_ANSWERS),
  LATE_STATES_COUNT(
      Mutation.of(BrokenParts.LateStates::new), 10, Fault.LOST_ANSWERS, Fault.HOST_FLAPS),
  FENCES_THE_REVIVED(
      Mutation.ofStore(BrokenStore.FencesRevived::new), 20, Fault.PAUSE, Fault.STORE_CUT),
  TYPES_ARE_TAKEN_FROM_OTHERS(Mutation.ofStore(BrokenStore.TakesTypes::new), 0),
  ONLY_LIVING_MEMBERS_SERVE(Mutation.ofStore(BrokenStore.OnlyLivingServe::new), 363),
  ANY_MEMBER_SERVES(Mutation.of(BrokenParts.AnyMemberServes::new), 0),
  UNSAVED_STATES_ARE_LEFT(Mutation.without(ModelRule.UNSAVED_STATES_ARE_SAVED), 2),
  STATES_ARE_NOT_FORGOTTEN(Mutation.without(ModelRule.STATES_ARE_FORGOTTEN), 2),
  LANES_OVERTAKE(Mutation.ofStore(BrokenStore.LanesOvertake::new), 43),
  SLOTS_DO_NOT_REST(Mutation.ofPlaced(BrokenParts.NoRest::new), 10),
  ORPHANS_AS_EACH_PLACES_THEM(Mutation.ofPlaced(BrokenParts.OwnInheritance::new), 235);

  private final Mutation mutation;
  private final long seed;
  private final Set<Fault> faults;

  /** The seed says the faults. */
  Mutant(Mutation mutation, long seed) {
    this.mutation = mutation;
    this.seed = seed;
    this.faults = EnumSet.noneOf(Fault.class);
  }

  Mutant(Mutation mutation, long seed, Fault... faults) {
    this.mutation = mutation;
    this.seed = seed;
    this.faults = EnumSet.copyOf(List.of(faults));
  }

  Set<Fault> faults(long ofSeed) {
    return faults.isEmpty() ? ClusterScenario.faultsOf(ofSeed) : faults;
  }

  Mutation mutation() {
    return mutation;
  }

  long seed() {
    return seed;
  }
}
