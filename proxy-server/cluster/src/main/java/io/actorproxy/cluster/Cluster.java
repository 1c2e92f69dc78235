package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.StoreOutcome.Done;
import io.actorproxy.statestore.cluster.StoreOutcome.Refused;
import io.actorproxy.statestore.cluster.StoreOutcome.Unknown;
import io.actorproxy.statestore.cluster.View;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * This process as a member of a cluster: it joins, joins again with a new epoch when it was fenced,
 * and leaves. Belongs to the cluster's loop.
 */
public final class Cluster {
  /** What the process is told. */
  public interface Listener {
    /** The process has left for good: no other member counts on it. */
    void onLeft();

    /** The store does not take this process as a member. */
    void onRefused();
  }

  private final ClusterParts parts;
  private final ClusterLoop loop;
  private final RandomGenerator random;
  private final Member.Profile profile;
  private final List<String> groups;
  private final Listener listener;
  private final Wishes wishes = new Wishes();

  private @Nullable Membership membership;
  private boolean hostUp;
  private Set<View> lost = Set.of();

  /**
   * @param groups the groups of types that the app serves
   */
  public Cluster(
      ClusterTimings timings,
      ClusterLoop loop,
      RandomGenerator random,
      StoreClient store,
      MemberLink link,
      LocalActors actors,
      Placement placement,
      Member.Profile profile,
      List<String> groups,
      Listener listener) {
    this(
        new ClusterParts(timings, store, link, actors, placement),
        loop,
        random,
        profile,
        groups,
        listener);
  }

  Cluster(
      ClusterParts parts,
      ClusterLoop loop,
      RandomGenerator random,
      Member.Profile profile,
      List<String> groups,
      Listener listener) {
    this.parts = parts;
    this.loop = loop;
    this.random = random;
    this.profile = profile;
    this.groups = List.copyOf(groups);
    this.listener = listener;
  }

  /** Joins. To be called once. */
  public void start() {
    join(new Joining(random.nextLong(), profile, hostUp, groups, lost));
  }

  private void join(Joining joining) {
    parts.store().join(joining, outcome -> onJoin(joining, outcome));
  }

  /** Tried again after an unknown outcome, it finds the member that it may have made. */
  private void onJoin(Joining joining, StoreOutcome<Identity> outcome) {
    switch (outcome) {
      case Done<Identity>(Identity me) -> {
        lost = Set.of();
        membership = new Membership(parts, new EpochLoop(loop, random), me, wishes);
        membership.start();
      }
      case Refused<Identity> _ -> listener.onRefused();
      case Unknown<Identity> _ -> loop.schedule(parts.timings().retry(), () -> join(joining));
    }
  }

  /** Gives all slots to others, then leaves. */
  public void leave() {
    wishes.state = Member.State.LEAVING;
    onWishes();
  }

  /** The app beside this process answers, or does not. */
  public void onHost(boolean isUp) {
    hostUp = isUp;
    onWishes();
  }

  private void onWishes() {
    if (membership != null) {
      membership.onWishes();
    }
  }

  /** The epoch under which turns start and states are saved now, if the process is a member. */
  public @Nullable Identity identity() {
    return membership == null ? null : membership.identity();
  }

  /**
   * Whether a turn of an actor may start now; to be asked directly before the host is. A turn of
   * the same actor that runs here is the caller's to know.
   */
  public boolean mayStart(ActorId actor, SlotId slot) {
    return membership != null && membership.mayStart(actor, slot);
  }

  /** Who owns a slot, as far as it is known. */
  public @Nullable Slot slot(SlotId slot) {
    return membership == null ? null : membership.row(slot);
  }

  /** What a member is told that calls an actor of a slot it believes to be here. */
  public Frame.@Nullable Moved moved(SlotId slot) {
    return membership == null ? null : membership.moved(slot);
  }

  /**
   * Runs a task once it is sure that no other member has run a turn before now, so that a reply
   * without a save may leave: at once while the lease is valid. Drops it if the membership ends.
   */
  public void whenConfirmed(Runnable task) {
    if (membership != null) {
      membership.whenConfirmed(task);
    }
  }

  /** A turn of an actor has ended, and its save; or its reply is no longer waited for. */
  public void onTurnEnded(ActorId actor, SlotId slot) {
    if (membership != null) {
      membership.onTurnEnded(actor, slot);
    }
  }

  /** A member has sent a frame to the present membership. */
  public void onFrame(long from, Frame frame) {
    if (membership != null) {
      membership.onFrame(from, frame);
    }
  }

  /** A member may be gone, or a save was refused: a heartbeat is sent at once. */
  public void onSuspicion() {
    if (membership != null) {
      membership.onSuspicion();
    }
  }

  private final class Wishes implements Membership.Wishes {
    private Member.State state = Member.State.UP;

    @Override
    public Member.State state() {
      return state;
    }

    @Override
    public boolean hostUp() {
      return hostUp;
    }

    @Override
    public void onEnd(Membership.End end, Set<View> known) {
      membership = null;
      parts.actors().discardAll();
      if (end == Membership.End.LOST_HISTORY) {
        lost = known;
      }
      if (state == Member.State.LEAVING) {
        listener.onLeft();
      } else {
        start();
      }
    }
  }
}
