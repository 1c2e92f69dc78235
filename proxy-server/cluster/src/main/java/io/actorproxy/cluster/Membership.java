package io.actorproxy.cluster;

import io.actorproxy.cluster.news.News;
import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One membership, from a join until the member leaves or is fenced. All that is known of one epoch
 * is here and in its parts, so that it ends with it.
 */
final class Membership implements LeaseKeeper.Listener, ViewKeeper.Listener, SlotTable.Listener {
  /** Why a membership ended. */
  enum End {
    /** It has left, or was fenced. */
    GONE,
    /** The store went back to an earlier state. */
    LOST_HISTORY
  }

  /** What the process wants of its membership. */
  interface Wishes {
    Member.State state();

    /** Whether no calls come in from outside any more, for which it would stay a member. */
    boolean isDoorClosed();

    boolean hostUp();

    Set<TypeName> types();

    /** The time of the store, in milliseconds since the epoch. */
    long storeMillis();

    /** The membership has made a view. */
    void onChanged(View view);

    /**
     * Other members are there, or are gone, since the last view that was read.
     *
     * @param gone as they were seen last
     */
    void onMembers(List<Member> come, List<Member> gone);

    /** Members of another app serve a type that this process has registered as well. */
    void onServedByAnother(TypeName type, String app);

    /** Another member has stored messages for slots of this one. */
    void onMessagesDue(long millis);

    /** Another member has spawned or removed instances, so it says. */
    void onInstances(News news);

    /**
     * The membership has ended, and does nothing any more.
     *
     * @param known the views that it knew
     */
    void onEnd(End end, Set<View> known);
  }

  /** To how many members connections are opened before there are calls. */
  private static final int CONNECTIONS = 16;

  private final EpochLoop loop;
  private final Identity me;
  private final Wishes wishes;
  private final ClusterTimings timings;
  private final MemberLink link;
  private final LocalActors actors;
  private final ViewKeeper views;
  private final SlotTable table;
  private final LeaseKeeper lease;
  private final ExpiryObserver observer;
  private final Takeovers takeovers;
  private final Handovers handovers;
  private final Mover mover;
  private final Fencer fencer;
  private Map<Long, Member> others = Map.of();
  private boolean announcing;
  private boolean registering;
  private final Leaver leaver;
  private final LastSeen seen = new LastSeen();

  Membership(ClusterParts parts, EpochLoop loop, Identity me, Wishes wishes) {
    this.loop = loop;
    this.me = me;
    this.wishes = wishes;
    this.timings = parts.timings();
    this.link = parts.link();
    this.actors = parts.actors();
    this.views = parts.views(loop, me, this);
    this.table = parts.table(me, this);
    this.lease = parts.lease(loop, me, views, this);
    this.observer = parts.observer();
    this.takeovers = parts.takeovers(loop, me, views, table);
    this.handovers = parts.handovers(loop, me, views, table);
    this.mover = parts.mover(loop, me, views, table);
    this.fencer = parts.fencer(loop, me, views, table);
    this.leaver = parts.leaver(loop, me, views, mover, wishes::isDoorClosed, this::reopen);
  }

  Identity identity() {
    return me;
  }

  /** Whether the process wants to leave, and no other member can take what this one owns. */
  boolean hasNothingToGive() {
    return leaver.hasNothingToGive();
  }

  /** Begins to open connections to other members; whether they are open. */
  boolean connect() {
    List<Long> peers =
        views.members().stream()
            .map(Member::epoch)
            .filter(epoch -> epoch != me.epoch())
            .limit(CONNECTIONS)
            .toList();
    peers.forEach(link::connect);
    return views.hasReadTypes() && peers.stream().allMatch(link::isOpen);
  }

  /** Empty until the others know what this member is, and what its host has registered. */
  OptionalInt slotsToCome() {
    boolean isKnown =
        views.isMember(me.epoch()) && announcement() == null && registration() == null;
    return isKnown ? OptionalInt.of(mover.slotsToCome()) : OptionalInt.empty();
  }

  void start() {
    link.onJoined(me.epoch());
    lease.start();
    views.read();
    mover.start();
  }

  /** For any thread. */
  @Nullable Permit permit(ActorId actor, SlotId slot) {
    Permit permit = table.permit(actor, slot);
    return permit != null && !leaver.isClosed() && lease.isValid() ? permit : null;
  }

  /** For any thread. */
  @Nullable Snapshot takeState(Permit under, ActorId actor, SlotId slot) {
    OwnedSlot owned = table.owned(slot);
    return owned != null && under.equals(owned.permit(actor)) ? owned.takeState(actor) : null;
  }

  /** For any thread. */
  Set<SlotId> claimable() {
    var slots = new HashSet<SlotId>();
    if (!leaver.isClosed() && lease.isValid()) {
      for (OwnedSlot slot : table.owned()) {
        if (slot.isCertified()) {
          slots.add(slot.row().id());
        }
      }
    }
    return slots;
  }

  /** For any thread. */
  boolean isClaimable(SlotId slot) {
    OwnedSlot owned = table.owned(slot);
    return owned != null && owned.isCertified() && !leaver.isClosed() && lease.isValid();
  }

  /** For any thread. */
  Collection<Member> members() {
    return views.members();
  }

  ClusterStatus status() {
    Map<Long, Map<String, Integer>> slots = new HashMap<>();
    List<ClusterStatus.OpenSlot> open = new ArrayList<>();
    for (Slot row : table.rows()) {
      if (row.owner() == Slot.NO_MEMBER) {
        open.add(new ClusterStatus.OpenSlot(row.id(), ClusterStatus.Reason.NO_OWNER, 0, 0));
      } else {
        slots
            .computeIfAbsent(row.owner(), _ -> new TreeMap<>())
            .merge(row.id().group(), 1, Integer::sum);
      }
    }
    takeovers.addOpen(open);
    handovers.addOpen(open);
    return new ClusterStatus(
        me.epoch(),
        lease.millisLeft(),
        views.view().number(),
        views.members().stream()
            .map(
                member ->
                    new ClusterStatus.Seen(
                        member,
                        observer.silentMillis(member.epoch(), loop.nanoTime()),
                        slots.getOrDefault(member.epoch(), Map.of())))
            .toList(),
        open);
  }

  /** For any thread. */
  boolean isLeaseValid() {
    return lease.isValid();
  }

  /** For any thread. */
  @Nullable Slot row(SlotId slot) {
    return table.row(slot);
  }

  /** For any thread. */
  CallOutcome.@Nullable Elsewhere refusal(SlotId slot) {
    Slot row = table.row(slot);
    if (row != null && row.owner() == me.epoch()) {
      return null;
    }
    return new CallOutcome.Elsewhere(row == null ? null : new Frame.Moved(row, views.latest()));
  }

  /** So that the caller need not wait for its next heartbeat. */
  void onGone(long epoch) {
    if (views.isMember(epoch)) {
      views.readSoon();
    }
  }

  void onSuspicion() {
    lease.hurry();
  }

  /** Tells the store, and acts, if what the process wants has changed. */
  void onWishes() {
    if (!announcing && announcement() != null) {
      announcing = true;
      views.change(
          this::announcement,
          () -> {
            announcing = false;
            onWishes();
          });
    }
    register();
    leaver.tryToLeave();
  }

  private void register() {
    if (!registering && registration() != null) {
      registering = true;
      views.change(
          this::registration,
          () -> {
            registering = false;
            register();
          });
    }
  }

  /** Also types of another app, once no member serves their group any more. */
  private @Nullable Change registration() {
    Member row = views.member(me.epoch());
    if (row == null || !row.isUp()) {
      return null;
    }
    List<TypeName> unserved =
        wishes.types().stream().filter(type -> isToRegister(type, row.profile().app())).toList();
    return unserved.isEmpty() ? null : new Change.Register(unserved);
  }

  private boolean isToRegister(TypeName type, String app) {
    String group = views.groupOf(type);
    if (group == null) {
      return true;
    }
    String other = views.appOf(group);
    if (app.equals(other)) {
      return !views.isServing(me.epoch(), group);
    }
    boolean isServed = views.isServed(group);
    if (isServed && other != null) {
      wishes.onServedByAnother(type, other);
    }
    return !isServed;
  }

  /** For any thread. */
  @Nullable String groupOf(TypeName type) {
    return views.groupOf(type);
  }

  /** For any thread. */
  boolean hasReadTypes() {
    return views.hasReadTypes();
  }

  private @Nullable Change announcement() {
    Member row = views.member(me.epoch());
    boolean isSaid =
        row == null || row.state() == wishes.state() && row.hostUp() == wishes.hostUp();
    return isSaid ? null : new Change.Announce(wishes.state(), wishes.hostUp());
  }

  /** Others have changed before it left, and need something of it. */
  private void reopen() {
    table.owned().forEach(slot -> actors.opened(slot.row().id()));
  }

  void onTurnEnded(ActorId actor, SlotId slot) {
    handovers.onTurnEnded(actor, slot);
    leaver.onTurnEnded();
  }

  void onFrame(long from, Frame frame) {
    switch (frame) {
      case Frame.Certificate certificate -> {
        views.hear(certificate.at());
        takeovers.onCertificate(from, certificate);
        mover.onSettled();
      }
      case Frame.Free free -> {
        takeovers.onFree(from, free);
        mover.onSettled();
      }
      case Frame.Settled settled -> handovers.onSettled(from, settled.slot());
      case Frame.Ask ask -> {
        views.hear(ask.at());
        handovers.onAsk(from, ask);
      }
      case Frame.Moved moved -> onMoved(moved);
      case Frame.News news -> onNews(news.view());
      case Frame.Due due -> wishes.onMessagesDue(due.millis());
      case Frame.Spawned(List<ActorId> instances) ->
          wishes.onInstances(new News.Spawned(instances));
      case Frame.Removed(List<ActorId> actors) -> wishes.onInstances(new News.Removed(actors));
      case Frame.Load load -> mover.onLoad(from, load.calls());
    }
  }

  void onNews(View view) {
    views.onNews(view);
  }

  void onMoved(Frame.Moved moved) {
    views.hear(moved.at());
    table.learn(moved.slot(), moved.at().number());
  }

  @Override
  public void onPulse(Pulse pulse, Set<View> known, long sentNanos) {
    seen.onLeases(pulse.leases(), wishes.storeMillis());
    fencer.onExpired(observer.onLeases(pulse.leases(), sentNanos, loop.nanoTime()));
    long toNext = observer.millisToNext(loop.nanoTime());
    if (toNext < timings.beat()) {
      loop.schedule(toNext, lease::hurry);
    }
    views.onPulse(pulse.view(), known);
    onWishes();
  }

  /** So that they need not wait for their next heartbeat. */
  @Override
  public void onChanged(View view) {
    tellAll(new Frame.News(view));
    wishes.onChanged(view);
  }

  private void tellAll(Frame frame) {
    for (Member member : views.members()) {
      if (member.epoch() != me.epoch()) {
        link.send(member.epoch(), frame);
      }
    }
  }

  /** Views are told with each change. */
  void tell(News news) {
    switch (news) {
      case News.Spawned(List<ActorId> instances) -> tellAll(new Frame.Spawned(instances));
      case News.Removed(List<ActorId> instances) -> tellAll(new Frame.Removed(instances));
      case News.ViewChanged _ -> {}
    }
  }

  @Override
  public void onMissedBeat() {
    observer.onMissedBeat();
  }

  @Override
  public void onFenced() {
    end(End.GONE);
  }

  @Override
  public void onLostHistory() {
    end(End.LOST_HISTORY);
  }

  private void end(End end) {
    loop.end();
    link.onEnded();
    wishes.onEnd(end, views.known());
  }

  /** Slots first: of a slot that is new here, the owner before may be gone already. */
  @Override
  public void onChanges(Changes changes) {
    if (!views.isMember(me.epoch())) {
      end(End.GONE);
      return;
    }
    link.onMembers(changes.members());
    tellOthers(changes.members());
    table.retainGroups(changes.groups().keySet());
    changes.slots().forEach(slot -> table.learn(slot, changes.view().number()));
    takeovers.onMembers();
    mover.onChanges();
    onWishes();
  }

  private void tellOthers(List<Member> members) {
    Map<Long, Member> present = new TreeMap<>();
    members.stream()
        .filter(one -> one.epoch() != me.epoch())
        .forEach(one -> present.put(one.epoch(), one));
    List<Member> come = without(present, others);
    List<Member> gone = without(others, present);
    others = present;
    if (!come.isEmpty() || !gone.isEmpty()) {
      wishes.onMembers(come, gone);
    }
  }

  private static List<Member> without(Map<Long, Member> those, Map<Long, Member> excluded) {
    return those.values().stream().filter(one -> !excluded.containsKey(one.epoch())).toList();
  }

  @Override
  public void onGained(OwnedSlot slot, @Nullable Slot before) {
    slot.attendedUntil(attendedUntil(slot.row(), before));
    mover.onGained(slot);
    handovers.onGained(slot.row().id());
    takeovers.onGained(slot);
  }

  /**
   * Until when another member ran the timers of a slot: until now, if it gave the slot away; until
   * it was seen last, if it was fenced, and the row names an earlier owner or none. Versions of
   * slots without an owner tell since when, by the store's time.
   */
  private long attendedUntil(Slot row, @Nullable Slot before) {
    long now = wishes.storeMillis();
    if (before == null || before.owner() == Slot.NO_MEMBER) {
      return before == null ? row.version() : before.version();
    }
    return row.previous() == before.owner() ? now : seen.of(before.owner()).orElse(now);
  }

  /** For any thread. Empty if this member does not own the slot. */
  OptionalLong attendedUntil(SlotId slot) {
    OwnedSlot owned = table.owned(slot);
    return owned == null ? OptionalLong.empty() : OptionalLong.of(owned.attendedUntil());
  }

  /** For any thread. Empty if the owner before gave the slot away, or another member owns it. */
  OptionalLong takenOverNanos(SlotId slot) {
    OwnedSlot owned = table.owned(slot);
    return owned == null ? OptionalLong.empty() : owned.takenOverNanos();
  }

  /** For any thread. */
  @Nullable Member member(long epoch) {
    return views.member(epoch);
  }

  @Override
  public void onSettled(OwnedSlot slot) {
    takeovers.onSettled(slot);
  }

  @Override
  public void onOtherOwner(Slot row, @Nullable OwnedSlot mine) {
    handovers.onOtherOwner(row, mine);
  }
}
