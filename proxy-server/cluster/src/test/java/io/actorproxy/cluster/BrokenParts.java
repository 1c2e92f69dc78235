package io.actorproxy.cluster;

import io.actorproxy.cluster.Mutation.DefaultParts;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.time.TimeSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Members with one rule of the protocol left out; each overrides the one method that has it. */
final class BrokenParts {
  private BrokenParts() {}

  /** Turns start whether or not the lease is valid. */
  static final class NoLeaseCheck extends DefaultParts {
    NoLeaseCheck(ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, store, link, actors);
    }

    @Override
    LeaseKeeper lease(
        EpochLoop loop, Identity me, ViewKeeper views, LeaseKeeper.Listener listener) {
      return new LeaseKeeper(loop, timings(), store(), me, views::known, listener) {
        @Override
        boolean isValid() {
          return true;
        }
      };
    }
  }

  /** The wall clock is not compared with the monotonic one. */
  static final class NoFreezeCheck extends DefaultParts {
    NoFreezeCheck(ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, store, link, actors);
    }

    @Override
    LeaseKeeper lease(
        EpochLoop loop, Identity me, ViewKeeper views, LeaseKeeper.Listener listener) {
      return new LeaseKeeper(loop, timings(), store(), me, views::known, listener) {
        @Override
        boolean wasFrozen(TimeSource time, long sinceNanos, long sinceMillis) {
          return false;
        }
      };
    }
  }

  /** What was watched before the store was away still counts. */
  static final class WatchContinues extends DefaultParts {
    WatchContinues(ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, store, link, actors);
    }

    @Override
    ExpiryObserver observer() {
      ClusterTimings t = timings();
      var patient =
          new ClusterTimings(
              t.lease(),
              t.guard(),
              t.beat(),
              1_000_000,
              t.clockDifference(),
              t.fenceDelay(),
              t.ask(),
              t.askLeast(),
              t.settle(),
              t.retry(),
              t.joinQuiet(),
              t.joinLongest(),
              t.joinStep(),
              t.rest(),
              t.look(),
              t.atOnce(),
              t.reroute(),
              t.rerouteMost(),
              t.holdStates());
      return new ExpiryObserver(patient) {
        @Override
        void onMissedBeat() {
          // The watch continues.
        }
      };
    }
  }

  /** A certificate names no actor. */
  static final class NoBusyActors extends DefaultParts {
    NoBusyActors(ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(
          timings,
          store,
          link,
          new ForwardingActors(actors) {
            @Override
            public void giveAway(
                int partition,
                Set<SlotId> slots,
                int bytes,
                Consumer<Map<SlotId, Activations>> then) {
              super.giveAway(partition, slots, bytes, _ -> then.accept(Map.of()));
            }
          });
    }
  }

  /** A member leaves while turns of it run. */
  static final class LeavesWithTurns extends DefaultParts {
    LeavesWithTurns(
        ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(
          timings,
          store,
          link,
          new ForwardingActors(actors) {
            @Override
            public void idle(int partition, Consumer<Boolean> then) {
              super.idle(partition, _ -> then.accept(true));
            }
          });
    }
  }

  /** What is replaced in the side of the next owner. */
  private abstract static class BrokenTakeovers extends DefaultParts {
    BrokenTakeovers(
        ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, store, link, actors);
    }

    class Original extends Takeovers {
      final SlotTable table;

      Original(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
        super(loop, timings(), limits(), me.epoch(), views, table, link(), actors());
        this.table = table;
      }
    }
  }

  /** A certificate counts whatever version it is for. */
  static final class LateCertificates extends BrokenTakeovers {
    LateCertificates(
        ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, store, link, actors);
    }

    @Override
    Takeovers takeovers(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
      return new Original(loop, me, views, table) {
        @Override
        void onCertificate(long from, Frame.Certificate certificate) {
          super.onCertificate(from, certificate);
          OwnedSlot slot = table.owned(certificate.slot().id());
          if (slot != null) {
            slot.certify(certificate.busy());
          }
        }
      };
    }
  }

  /** States count whenever they come. */
  static final class LateStates extends BrokenTakeovers {
    LateStates(ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, store, link, actors);
    }

    @Override
    Takeovers takeovers(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
      return new Original(loop, me, views, table) {
        @Override
        boolean areCurrent(OwnedSlot slot) {
          return true;
        }
      };
    }
  }

  /** A slot that comes back in a later version needs no certificate again. */
  static final class OnceCertified extends BrokenTakeovers {
    OnceCertified(ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, store, link, actors);
    }

    @Override
    Takeovers takeovers(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
      return new Original(loop, me, views, table) {
        private final Set<SlotId> had = new HashSet<>();

        @Override
        void onGained(OwnedSlot slot) {
          if (!had.add(slot.row().id())) {
            slot.settle(0, true);
          }
          super.onGained(slot);
        }
      };
    }
  }

  /** Members that are not in an older view count as gone. */
  static final class OldViewsCount extends BrokenTakeovers {
    OldViewsCount(ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, store, link, actors);
    }

    @Override
    Takeovers takeovers(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
      return new Original(loop, me, views, table) {
        @Override
        boolean needsCertificate(OwnedSlot slot) {
          long previous = slot.row().previous();
          return previous != Slot.NO_MEMBER && previous != me.epoch() && views.isMember(previous);
        }
      };
    }
  }

  /** No certificate is needed at all. */
  static final class NoCertificates extends BrokenTakeovers {
    NoCertificates(ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, store, link, actors);
    }

    @Override
    Takeovers takeovers(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
      return new Original(loop, me, views, table) {
        @Override
        boolean needsCertificate(OwnedSlot slot) {
          return false;
        }
      };
    }
  }

  /** A slot is given to members that have registered none of its types. */
  static final class AnyMemberServes extends DefaultParts {
    AnyMemberServes(
        ClusterTimings timings, StoreClient store, MemberLink link, LocalActors actors) {
      super(timings, store, link, actors);
    }

    @Override
    ViewKeeper views(EpochLoop loop, Identity me, ViewKeeper.Listener listener) {
      return new ViewKeeper(loop, timings(), store(), me, listener) {
        @Override
        boolean isServing(long member, String group) {
          return member(member) != null || super.isServing(member, group);
        }
      };
    }
  }

  /** A slot moves on as soon as its owner wants it. */
  static final class NoRest extends ClusterParts {
    NoRest(
        ClusterTimings timings,
        StoreClient store,
        MemberLink link,
        LocalActors actors,
        PlacementStrategy placement) {
      super(timings, ClusterLimits.DEFAULTS, store, link, actors, placement);
    }

    @Override
    Mover mover(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
      Candidates candidates = candidates(views, table);
      return new Mover(
          loop,
          timings(),
          me.epoch(),
          views,
          table,
          candidates,
          rebalancer(loop, me, views, table, candidates)) {
        @Override
        boolean hasRested(OwnedSlot slot) {
          return true;
        }
      };
    }
  }

  /** Who takes a slot without an owner is said by the strategy of each member. */
  static final class OwnInheritance extends ClusterParts {
    private final PlacementStrategy placement;

    OwnInheritance(
        ClusterTimings timings,
        StoreClient store,
        MemberLink link,
        LocalActors actors,
        PlacementStrategy placement) {
      super(timings, ClusterLimits.DEFAULTS, store, link, actors, placement);
      this.placement = placement;
    }

    @Override
    Candidates candidates(ViewKeeper views, SlotTable table) {
      return new Candidates(views, table, placement) {
        @Override
        long heir(SlotId slot) {
          return choose(slot);
        }
      };
    }
  }

  /** Frames of one kind are never sent. */
  static final class Without extends DefaultParts {
    Without(
        Class<? extends Frame> kind,
        ClusterTimings timings,
        StoreClient store,
        MemberLink link,
        LocalActors actors) {
      super(
          timings,
          store,
          (epoch, frame) -> {
            if (!kind.isInstance(frame)) {
              link.send(epoch, frame);
            }
          },
          actors);
    }
  }
}
