package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import java.util.function.BooleanSupplier;

/** Makes the parts of each membership, with what they all need. Tests replace one part. */
class ClusterParts {
  private final ClusterTimings timings;
  private final ClusterLimits limits;
  private final StoreClient store;
  private final MemberLink link;
  private final LocalActors actors;
  private final PlacementStrategy placement;
  private final CallCounts counts;

  ClusterParts(
      ClusterTimings timings,
      ClusterLimits limits,
      StoreClient store,
      MemberLink link,
      LocalActors actors,
      PlacementStrategy placement) {
    this.timings = timings;
    this.limits = limits;
    this.store = store;
    this.link = link;
    this.actors = actors;
    this.placement = placement;
    this.counts = new CallCounts(placement.isByFigures());
  }

  ClusterTimings timings() {
    return timings;
  }

  ClusterLimits limits() {
    return limits;
  }

  StoreClient store() {
    return store;
  }

  MemberLink link() {
    return link;
  }

  LocalActors actors() {
    return actors;
  }

  CallCounts counts() {
    return counts;
  }

  ViewKeeper views(EpochLoop loop, Identity me, ViewKeeper.Listener listener) {
    return new ViewKeeper(loop, timings, store, me, listener);
  }

  SlotTable table(Identity me, SlotTable.Listener listener) {
    return new SlotTable(me, listener);
  }

  LeaseKeeper lease(EpochLoop loop, Identity me, ViewKeeper views, LeaseKeeper.Listener listener) {
    return new LeaseKeeper(loop, timings, store, me, views::known, listener);
  }

  ExpiryObserver observer() {
    return new ExpiryObserver(timings);
  }

  Takeovers takeovers(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
    return new Takeovers(loop, timings, limits, me.epoch(), views, table, link, actors);
  }

  Handovers handovers(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
    return new Handovers(loop, timings, limits, me.epoch(), views, table, link, actors);
  }

  Candidates candidates(ViewKeeper views, SlotTable table) {
    return new Candidates(views, table, placement);
  }

  Mover mover(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
    Candidates candidates = candidates(views, table);
    return new Mover(
        loop,
        timings,
        me.epoch(),
        views,
        table,
        candidates,
        rebalancer(loop, me, views, table, candidates));
  }

  Rebalancer rebalancer(
      EpochLoop loop, Identity me, ViewKeeper views, SlotTable table, Candidates candidates) {
    return new Rebalancer(
        loop, timings, me.epoch(), views, table, candidates, placement, counts, link);
  }

  Leaver leaver(
      EpochLoop loop,
      Identity me,
      ViewKeeper views,
      Mover mover,
      BooleanSupplier isDoorClosed,
      Runnable reopen) {
    return new Leaver(loop, me.epoch(), views, mover, actors, isDoorClosed, reopen);
  }

  Fencer fencer(EpochLoop loop, Identity me, ViewKeeper views, SlotTable table) {
    return new Fencer(loop, timings, me.epoch(), views, table, candidates(views, table));
  }
}
