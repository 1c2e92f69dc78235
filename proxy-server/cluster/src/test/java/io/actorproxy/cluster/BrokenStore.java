package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.View;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Stores with one rule left out. */
final class BrokenStore {
  private BrokenStore() {}

  /** A save does not look at the fence row of its epoch. */
  static final class SavesOfTheFenced extends SimulatedStore {
    SavesOfTheFenced(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    boolean hasFenceRow(Identity me) {
      return true;
    }
  }

  /** A save does not compare the revision. */
  static final class NoRevisions extends SimulatedStore {
    NoRevisions(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    boolean comparesRevisions() {
      return false;
    }
  }

  /** The fence of an owner removes the previous owner too, who may be alive. */
  static final class ForgetsPrevious extends SimulatedStore {
    ForgetsPrevious(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    long previousAfter(Slot slot, long nextOwner) {
      return Slot.NO_MEMBER;
    }
  }

  /** Only slots that are left without an owner lose the previous one. */
  static final class OrphansForgetPrevious extends SimulatedStore {
    OrphansForgetPrevious(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    long previousAfter(Slot slot, long nextOwner) {
      return nextOwner == Slot.NO_MEMBER ? Slot.NO_MEMBER : super.previousAfter(slot, nextOwner);
    }
  }

  /** A member is fenced though it has renewed its lease. */
  static final class FencesRevived extends SimulatedStore {
    FencesRevived(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    boolean isStill(Change.Fence fence) {
      return hasMember(fence.epoch());
    }
  }

  /** Moves make no view. */
  static final class SilentMoves extends SimulatedStore {
    SilentMoves(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    boolean raisesView(Change change) {
      return !(change instanceof Change.Move);
    }
  }

  /** The store does not take the word that nothing of a slot runs at the previous owner. */
  static final class NeverSettles extends SimulatedStore {
    NeverSettles(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    void settle(Identity me, Change.Settle settle) {
      // Keeps the previous owner.
    }
  }

  /** Views that were lost count as known. */
  static final class KnowsAllViews extends SimulatedStore {
    KnowsAllViews(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    boolean isKnown(View seen) {
      return true;
    }
  }

  /** No new history begins when a member finds that some was lost. */
  static final class OneHistory extends SimulatedStore {
    OneHistory(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    void beginHistory(long lost) {
      // The others do not notice.
    }
  }

  /** Epochs and views are counted, so that a store that went back gives some numbers again. */
  static final class ReusesNumbers extends SimulatedStore {
    ReusesNumbers(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    long numberAfter(long last) {
      return last + 1;
    }
  }

  /** Messages that a dead member has claimed stay claimed. */
  static final class ClaimsOutliveEpochs extends SimulatedStore {
    ClaimsOutliveEpochs(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    boolean isClaimable(StoredMessage row) {
      return row.claimedBy() == Slot.NO_MEMBER;
    }
  }

  /** A turn consumes a message that is not there any more. */
  static final class ConsumesWhatIsGone extends SimulatedStore {
    ConsumesWhatIsGone(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    boolean looksForMessages() {
      return false;
    }
  }

  /** Claims whose answer was lost are not given back when the slot is another's. */
  static final class KeepsForgottenClaims extends SimulatedStore {
    KeepsForgottenClaims(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    boolean givesBackForgotten() {
      return false;
    }
  }

  /** Messages are claimed though one before them is under way. */
  static final class LanesOvertake extends SimulatedStore {
    LanesOvertake(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    void block(Set<Message.Lane> blocked, Message.Lane lane) {
      // Those that follow do not wait.
    }
  }

  /** A type becomes another app's though members serve its group. */
  static final class TakesTypes extends SimulatedStore {
    TakesTypes(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    boolean isStillServed(String group) {
      return false;
    }
  }

  /** A type becomes another app's once the leases of those that serve its group are over. */
  static final class OnlyLivingServe extends SimulatedStore {
    OnlyLivingServe(
        LongSupplier clock,
        RandomGenerator random,
        int slots,
        IntFunction<SlotId> slotOf,
        Consumer<Promise> onViolation,
        Consumer<Identity> onFence) {
      super(clock, random, slots, slotOf, onViolation, onFence);
    }

    @Override
    boolean isStillServed(String group) {
      return servedByLiving(group);
    }
  }
}
