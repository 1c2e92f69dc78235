package io.actorproxy.cluster;

import io.actorproxy.cluster.news.News;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.StoreOutcome.Done;
import io.actorproxy.statestore.cluster.StoreOutcome.Refused;
import io.actorproxy.statestore.cluster.StoreOutcome.Unknown;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * This process as a member of a cluster: it joins, joins again with a new epoch when it was fenced,
 * and leaves. Belongs to the cluster's loop; what any thread may ask says so.
 */
public final class Cluster {
  /** What the process is told. */
  public interface Listener {
    /** The process has left for good: no other member counts on it. */
    void onLeft();

    /**
     * The store does not take this process as a member, since there are members of another mark. It
     * asks again until it does.
     */
    void onRefused();

    /** This process is a member, with an epoch that it has had never before. */
    default void onJoined(Identity me) {}

    /** This process has changed members or slots: others need not wait for their heartbeats. */
    default void onChanged(View view) {}

    /**
     * Other members are there, or are gone.
     *
     * @param gone as they were seen last; those that were up have been fenced
     */
    default void onMembers(List<Member> come, List<Member> gone) {}

    /**
     * This process has registered a type of which members of another app run the actors, since that
     * app was the first. Told once for each type and app.
     */
    default void onServedByAnother(TypeName type, String app) {}

    /** The membership has ended although the process did not leave; it joins again. */
    default void onLost() {}

    /**
     * Messages may be due that this process may claim and has not stored.
     *
     * @param millis since the epoch, by the time of the store
     */
    default void onMessagesDue(long millis) {}

    /** Another member has spawned or removed instances, so it says. */
    default void onInstances(News news) {}
  }

  /** Members of another cluster may be ending. */
  private static final long AFTER_REFUSAL_MILLIS = 2_000;

  private final ClusterParts parts;
  private final ClusterLoop loop;
  private final RandomGenerator random;
  private final Member.Profile profile;
  private final Listener listener;
  private final Wishes wishes = new Wishes();

  /** The time of the store, in milliseconds since the epoch. */
  private LongSupplier storeMillis;

  private volatile @Nullable Membership membership;
  private final AtomicLong lostMemberships = new AtomicLong();
  private boolean isJoining;
  private boolean hostUp;
  private String mark = "";
  private String previousMark = "";
  private Set<View> lost = Set.of();

  /**
   * @param types the types that the host has registered
   */
  public Cluster(
      ClusterTimings timings,
      ClusterLimits limits,
      ClusterLoop loop,
      RandomGenerator random,
      StoreClient store,
      MemberLink link,
      LocalActors actors,
      PlacementStrategy placement,
      Member.Profile profile,
      List<TypeName> types,
      Listener listener) {
    this(
        new ClusterParts(timings, limits, store, link, actors, placement),
        loop,
        random,
        profile,
        types,
        listener);
  }

  Cluster(
      ClusterParts parts,
      ClusterLoop loop,
      RandomGenerator random,
      Member.Profile profile,
      List<TypeName> types,
      Listener listener) {
    this.parts = parts;
    this.loop = loop;
    this.random = random;
    this.profile = profile;
    this.wishes.types.addAll(types);
    this.listener = listener;
    this.storeMillis = () -> loop.time().epochMillis();
  }

  /**
   * Says what the time of the store is, in milliseconds since the epoch; until then it is that of
   * this machine. To be called before {@link #start}.
   *
   * @param millis for any thread
   */
  public void useTime(LongSupplier millis) {
    storeMillis = millis;
  }

  ClusterTimings timings() {
    return parts.timings();
  }

  /** For any thread. */
  long nanoTime() {
    return loop.time().nanoTime();
  }

  /** Runs a task on the cluster's loop. For any thread. */
  public void onLoop(Runnable task) {
    loop.schedule(0, task);
  }

  /** As above, after a while. */
  public void onLoop(long delayMillis, Runnable task) {
    loop.schedule(delayMillis, task);
  }

  /**
   * Joins. To be called once.
   *
   * @param theMark what members of this cluster have in common, see {@link Joining}
   */
  public void start(String theMark) {
    start(theMark, "");
  }

  /**
   * As above, while the mark is changed.
   *
   * @param thePreviousMark see {@link Joining}
   */
  public void start(String theMark, String thePreviousMark) {
    mark = theMark;
    previousMark = thePreviousMark;
    start();
  }

  private void start() {
    join(
        new Joining(
            random.nextLong(),
            profile,
            hostUp,
            List.copyOf(wishes.types),
            mark,
            previousMark,
            lost));
  }

  private void join(Joining joining) {
    if (isLeaving()) {
      return;
    }
    isJoining = true;
    parts.store().join(joining, outcome -> onJoin(joining, outcome));
  }

  /**
   * Tried again after an unknown outcome, it finds the member that it may have made. One that was
   * made for a process that leaves then has no heartbeat, so that others fence it.
   */
  private void onJoin(Joining joining, StoreOutcome<Identity> outcome) {
    isJoining = false;
    if (isLeaving() && !(outcome instanceof Done<Identity>)) {
      listener.onLeft();
      return;
    }
    switch (outcome) {
      case Done<Identity>(Identity me) -> {
        lost = Set.of();
        membership = new Membership(parts, new EpochLoop(loop, random), me, wishes);
        membership.start();
        listener.onJoined(me);
      }
      case Refused<Identity> _ -> {
        listener.onRefused();
        loop.schedule(AFTER_REFUSAL_MILLIS, this::start);
      }
      case Unknown<Identity> _ -> loop.schedule(parts.timings().retry(), () -> join(joining));
    }
  }

  /**
   * Opens connections to the other members that are known now, as far as there are few, and not for
   * each of hundreds: calls would wait for them.
   *
   * @return whether all of these are open
   */
  public boolean connect() {
    Membership now = membership;
    return now != null && now.connect();
  }

  /**
   * Gives all slots to others, and stays a member: calls that come in here still find their actors
   * elsewhere. A process that is no member has left.
   */
  public void giveAway() {
    boolean isFirst = !isLeaving();
    wishes.state = Member.State.LEAVING;
    onWishes();
    if (isFirst && membership == null && !isJoining) {
      listener.onLeft();
    }
  }

  /**
   * Gives all slots to others, then leaves. The process takes no calls from outside any more: after
   * it has left it does not know where actors are.
   */
  public void leave() {
    wishes.isDoorClosed = true;
    giveAway();
  }

  /** Whether the process leaves, or has left. For any thread. */
  public boolean isLeaving() {
    return wishes.state == Member.State.LEAVING;
  }

  /**
   * Whether the process leaves and owns nothing that another member can take; also if it is no
   * member, and does not become one. Turns of what no other can take start until nothing waits any
   * more.
   */
  public boolean hasGivenAway() {
    return isLeaving() && (membership == null ? !isJoining : membership.hasNothingToGive());
  }

  /** The app beside this process answers, or does not. */
  public void onHost(boolean isUp) {
    hostUp = isUp;
    onWishes();
  }

  /**
   * The host has registered types. What it registers no more is served until the process leaves:
   * its turns may still run.
   */
  public void onTypes(List<TypeName> types) {
    if (wishes.types.addAll(types)) {
      onWishes();
    }
  }

  private void onWishes() {
    if (membership != null) {
      membership.onWishes();
    }
  }

  /** The membership under which turns start and states are saved now, if any. For any thread. */
  public @Nullable Identity identity() {
    Membership now = membership;
    return now == null ? null : now.identity();
  }

  /**
   * What a turn of an actor may start under now, or null if none may; to be asked directly before
   * the host is. A turn of the same actor that runs here is the caller's to know. For any thread.
   */
  public @Nullable Permit permit(ActorId actor, SlotId slot) {
    Membership now = membership;
    return now == null ? null : now.permit(actor, slot);
  }

  /**
   * The state of an actor that the owner before has handed over, if there is one; to be asked for
   * before it is loaded, and then it is gone. It counts only for a turn that starts under this very
   * permit. For any thread.
   */
  public @Nullable Snapshot takeState(Permit under, ActorId actor, SlotId slot) {
    Membership now = membership;
    return now == null ? null : now.takeState(under, actor, slot);
  }

  /**
   * The slots whose messages this process may claim and deliver now. Claims belong to the
   * membership: those of one that has ended count no more. For any thread.
   */
  public Set<SlotId> claimable() {
    Membership now = membership;
    return now == null ? Set.of() : now.claimable();
  }

  /** Whether it may claim those of a slot now. For any thread. */
  boolean isClaimable(SlotId slot) {
    Membership now = membership;
    return now != null && now.isClaimable(slot);
  }

  /** Tells a member that messages for slots of it are stored, of which the first is due then. */
  void tellDue(long owner, long millis) {
    parts.link().send(owner, new Frame.Due(millis));
  }

  /** Tells all other members what this one has done with instances. For any thread. */
  public void tell(News news) {
    onLoop(
        () -> {
          if (membership != null) {
            membership.tell(news);
          }
        });
  }

  /** This process has got slots, and others may have stored messages for them. */
  void onSlotsOpened() {
    listener.onMessagesDue(0);
  }

  /** Where calls of a slot go, as far as it is known; null is one that is not. For any thread. */
  public SlotPlace place(@Nullable SlotId slot) {
    Membership now = membership;
    Slot row = now == null || slot == null ? null : now.row(slot);
    if (now == null || row == null || row.owner() == Slot.NO_MEMBER) {
      return new SlotPlace.Nowhere();
    }
    boolean isHere = row.owner() == now.identity().epoch();
    return isHere ? new SlotPlace.Here() : new SlotPlace.On(row.owner());
  }

  /**
   * Whether a call has come to the right member that another one has sent to a membership of this
   * process: null if it has, else what the other is told. Of a membership that has ended nothing is
   * told: what it knew may be of a view that the store has lost. For any thread.
   */
  public CallOutcome.@Nullable Elsewhere refusal(long epoch, SlotId slot) {
    Membership now = membership;
    return now == null || now.identity().epoch() != epoch
        ? new CallOutcome.Elsewhere(null)
        : now.refusal(slot);
  }

  /** The members, as far as they are known, in the order of their epochs. For any thread. */
  public List<Member> members() {
    Membership now = membership;
    return now == null ? List.of() : List.copyOf(now.members());
  }

  /**
   * Until when the timers of a slot that this process owns ran at its owner before, in milliseconds
   * since the epoch; empty if it does not own it. For any thread.
   */
  OptionalLong attendedUntil(SlotId slot) {
    Membership now = membership;
    return now == null ? OptionalLong.empty() : now.attendedUntil(slot);
  }

  /**
   * When this process took a slot over that its owner before did not give away, by the monotonic
   * clock; empty if it was given, or is another member's. For any thread.
   */
  OptionalLong takenOverNanos(SlotId slot) {
    Membership now = membership;
    return now == null ? OptionalLong.empty() : now.takenOverNanos(slot);
  }

  /** A member of the view, as far as it is known. For any thread. */
  @Nullable Member member(long epoch) {
    Membership now = membership;
    return now == null ? null : now.member(epoch);
  }

  /** What is known of the cluster now. */
  public ClusterStatus status() {
    return membership == null ? ClusterStatus.NONE : membership.status();
  }

  /**
   * How many slots healthy members are still to give to this process, which has joined; empty as
   * long as this is not known.
   */
  public OptionalInt slotsToCome() {
    return membership == null ? OptionalInt.empty() : membership.slotsToCome();
  }

  /**
   * How many memberships have ended though the process did not leave: it was fenced, or the store
   * went back. For any thread.
   */
  public long membershipsLost() {
    return lostMemberships.get();
  }

  /** The group of a type, as far as it is known. For any thread. */
  public @Nullable String groupOf(TypeName type) {
    Membership now = membership;
    return now == null ? null : now.groupOf(type);
  }

  /** Whether it is known which types the members have registered. For any thread. */
  public boolean hasReadTypes() {
    Membership now = membership;
    return now != null && now.hasReadTypes();
  }

  /** Who owns a slot, as far as it is known. For any thread. */
  public @Nullable Slot slot(SlotId slot) {
    Membership now = membership;
    return now == null ? null : now.row(slot);
  }

  /**
   * Whether it is sure that no other member has run a turn before now, so that a reply without a
   * save may leave that was made under this membership. If not, it may once this is so: what is
   * valid then was so before. For any thread.
   */
  public boolean isConfirmed(Identity under) {
    Membership now = membership;
    return now != null && now.identity().equals(under) && now.isLeaseValid();
  }

  /** A turn of a slot has begun here. For any thread. */
  void onTurnBegun(SlotId slot) {
    parts.counts().onTurn(slot);
  }

  /** Another member has sent a call. For any thread. */
  void onForwarded(SlotId slot, long from) {
    parts.counts().onForwarded(slot, from);
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

  /** News, which may be wrong, say that there is a later view: it is read. */
  public void onNews(View view) {
    if (membership != null) {
      membership.onNews(view);
    }
  }

  /** A member that was called has told who owns the slot. */
  public void onMoved(Frame.Moved moved) {
    if (membership != null) {
      membership.onMoved(moved);
    }
  }

  /** A process has answered that it is not of a membership any more, which was sent something. */
  public void onGone(long epoch) {
    if (membership != null) {
      membership.onGone(epoch);
    }
  }

  /** A member may be gone, or a save was refused: a heartbeat is sent at once. */
  public void onSuspicion() {
    if (membership != null) {
      membership.onSuspicion();
    }
  }

  private final class Wishes implements Membership.Wishes {
    private final Set<TypeName> types = new LinkedHashSet<>();
    private final Map<TypeName, String> ofOthers = new HashMap<>();
    private volatile Member.State state = Member.State.UP;
    private boolean isDoorClosed;

    @Override
    public Member.State state() {
      return state;
    }

    @Override
    public boolean isDoorClosed() {
      return isDoorClosed;
    }

    @Override
    public Set<TypeName> types() {
      return types;
    }

    @Override
    public long storeMillis() {
      return storeMillis.getAsLong();
    }

    @Override
    public boolean hostUp() {
      return hostUp;
    }

    @Override
    public void onChanged(View view) {
      listener.onChanged(view);
    }

    @Override
    public void onMembers(List<Member> come, List<Member> gone) {
      listener.onMembers(come, gone);
    }

    @Override
    public void onServedByAnother(TypeName type, String app) {
      if (!app.equals(ofOthers.put(type, app))) {
        listener.onServedByAnother(type, app);
      }
    }

    @Override
    public void onMessagesDue(long millis) {
      listener.onMessagesDue(millis);
    }

    @Override
    public void onInstances(News news) {
      listener.onInstances(news);
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
        lostMemberships.incrementAndGet();
        listener.onLost();
        start();
      }
    }
  }
}
