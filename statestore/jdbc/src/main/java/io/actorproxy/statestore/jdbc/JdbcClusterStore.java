package io.actorproxy.statestore.jdbc;

import static java.util.stream.Collectors.toSet;

import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.StoreOutcome.Done;
import io.actorproxy.statestore.cluster.StoreOutcome.Refused;
import io.actorproxy.statestore.cluster.StoreOutcome.Unknown;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What members of a cluster agree on, in tables of an SQL database.
 *
 * <p>A join or a change is a transaction that holds the lock of the cluster's row, so that what it
 * reads does not change until it has written. A fence takes the lock of the fence row before, so
 * that no other change waits while it waits for saves.
 */
final class JdbcClusterStore implements ClusterStore {
  private final ViewRows views;
  private final MemberRows members;
  private final SlotRows slots;
  private final ChangesQuery changesQuery;
  private final Sessions beats;
  private final Sessions changes;
  private final Sessions others;
  private final RandomGenerator random;

  /**
   * @param beats what heartbeats use, and nothing else
   * @param others those of a process that works alone
   * @param random makes tokens of views
   */
  JdbcClusterStore(
      ClusterSql sql, Sessions beats, Sessions changes, Sessions others, RandomGenerator random) {
    this.views = new ViewRows(sql);
    this.members = new MemberRows(sql);
    this.slots = new SlotRows(sql);
    this.changesQuery = new ChangesQuery(sql);
    this.beats = beats;
    this.changes = changes;
    this.others = others;
    this.random = random;
  }

  @FunctionalInterface
  private interface Operation<T> {
    StoreOutcome<T> run() throws StoreException;
  }

  private static <T> StoreOutcome<T> outcome(Operation<T> operation) {
    try {
      return operation.run();
    } catch (StoreException e) {
      return new Unknown<>(e);
    }
  }

  @Override
  public StoreOutcome<Pulse> beat(Identity me, Set<View> known) {
    return outcome(
        () -> new Done<>(beats.single("renew a lease in", on -> members.beat(on, me, known))));
  }

  @Override
  public StoreOutcome<Changes> read(View seen) {
    return outcome(
        () ->
            changes
                .single("read the cluster of", on -> changesQuery.since(on, seen))
                .<StoreOutcome<Changes>>map(Done::new)
                .orElseGet(Refused::new));
  }

  @Override
  public StoreOutcome<List<Member>> living() {
    return outcome(() -> new Done<>(others.single("read members of", members::living)));
  }

  @Override
  public StoreOutcome<Identity> join(Joining joining) {
    return outcome(() -> changes.transaction("join the cluster of", on -> join(on, joining)));
  }

  private StoreOutcome<Identity> join(Connection on, Joining joining) throws SQLException {
    ViewRows.Cluster cluster = views.lock(on);
    OptionalLong made = members.epochOf(on, joining.nonce());
    if (made.isPresent()) {
      return new Done<>(new Identity(made.getAsLong(), joining.nonce()));
    }
    // The members of an older version have no mark.
    Optional<String> beside =
        cluster.mark().isEmpty()
            ? Optional.of(joining.marks())
            : joining.marksBeside(cluster.mark());
    boolean isOther = beside.isEmpty() && !members.isAnyHeardOf(on);
    Optional<String> marks = isOther ? Optional.of(joining.marks()) : beside;
    if (marks.isEmpty()) {
      on.rollback();
      return new Refused<>();
    }
    if (!marks.get().equals(cluster.mark())) {
      views.mark(on, marks.get());
    }
    View next = nextView(cluster, lost(on, joining, cluster.view()));
    Identity me =
        new Identity(Math.max(cluster.lastEpoch() + 1, cluster.nowMillis()), joining.nonce());
    views.write(on, next, me.epoch());
    if (isOther) {
      fenceAll(on, next.number());
    }
    members.insertMember(on, me, joining.profile(), joining.hostUp());
    register(on, me, joining.profile().app(), joining.types(), next.number());
    return new Done<>(me);
  }

  /** Members of another mark: a late heartbeat of one must not find its membership. */
  private void fenceAll(Connection on, long view) throws SQLException {
    for (long epoch : members.membersUp(on).keySet()) {
      members.deleteFence(on, epoch);
      members.deleteMember(on, epoch);
      removeFromSlots(on, epoch, Map.of(), view);
    }
  }

  /**
   * Those of the lost views that the store does not know, and of whose loss it does not either. It
   * has forgotten old ones, which says nothing.
   */
  private List<View> lost(Connection on, Joining joining, View current) throws SQLException {
    Set<View> known = views.known(on, joining.lost());
    long oldest = joining.lost().isEmpty() ? 0 : views.oldest(on);
    return joining.lost().stream()
        .filter(view -> view.number() >= oldest)
        .filter(view -> !view.equals(View.NONE) && !known.contains(view))
        .filter(view -> view.history() >= current.history())
        .toList();
  }

  private View nextView(ViewRows.Cluster cluster, List<View> lost) {
    long number = Math.max(cluster.view().number() + 1, cluster.nowMillis());
    for (View view : lost) {
      number = Math.max(number, view.number() + 1);
    }
    boolean isNewHistory = !lost.isEmpty() || cluster.view().equals(View.NONE);
    return new View(number, random.nextLong(), isNewHistory ? number : cluster.view().history());
  }

  @Override
  public StoreOutcome<Changes> change(Identity me, View seen, Change change) {
    return outcome(
        () -> changes.transaction("change the cluster of", on -> change(on, me, seen, change)));
  }

  private StoreOutcome<Changes> change(Connection on, Identity me, View seen, Change change)
      throws SQLException {
    switch (change) {
      case Change.Fence fence -> members.deleteFence(on, fence.epoch());
      case Change.Leave _ -> members.deleteFence(on, me.epoch());
      default -> {}
    }
    Optional<View> next = views.advance(on, seen, random.nextLong());
    if (next.isEmpty()
        || !members.isMember(on, me)
        || !apply(on, me, change, next.get().number())) {
      on.rollback();
      return new Refused<>();
    }
    return changesQuery
        .since(on, seen)
        .<StoreOutcome<Changes>>map(Done::new)
        .orElseThrow(() -> new SQLException("The view before the present one is gone"));
  }

  /** Whether the change may take effect. */
  private boolean apply(Connection on, Identity me, Change change, long view) throws SQLException {
    switch (change) {
      case Change.Announce announce ->
          members.announce(on, me, announce.state(), announce.hostUp());
      case Change.Move move -> move(on, me, move, view);
      case Change.Adopt adopt -> adopt(on, adopt, view);
      case Change.Settle settle -> settle(on, me, settle, view);
      case Change.Register register -> {
        Optional<String> app = members.appOf(on, me);
        register(on, me, app.orElseThrow(), register.types(), view);
      }
      case Change.Leave _ -> {
        members.deleteMember(on, me.epoch());
        removeFromSlots(on, me.epoch(), Map.of(), view);
      }
      case Change.Fence fence -> {
        if (!members.deleteMember(on, fence.epoch(), fence.leaseSeen())) {
          return false;
        }
        removeFromSlots(on, fence.epoch(), fence.owners(), view);
      }
    }
    return true;
  }

  // --- slots

  private void move(Connection on, Identity me, Change.Move move, long view) throws SQLException {
    Map<Long, Boolean> up = members.membersUp(on);
    Map<SlotId, Slot> rows = slotsOf(on, move.slots().stream().map(SlotVersion::id).toList());
    List<Slot> moved = new ArrayList<>();
    for (int i = 0; i < move.slots().size(); i++) {
      SlotVersion wanted = move.slots().get(i);
      long owner = move.owners().get(i);
      Slot slot = rows.get(wanted.id());
      if (slot != null
          && slot.owner() == me.epoch()
          && slot.version() == wanted.version()
          && up.getOrDefault(owner, false)) {
        moved.add(new Slot(slot.id(), owner, me.epoch(), view));
      }
    }
    slots.write(on, moved, view);
  }

  private void adopt(Connection on, Change.Adopt adopt, long view) throws SQLException {
    Map<Long, Boolean> up = members.membersUp(on);
    List<Slot> adopted = new ArrayList<>();
    for (Slot slot : slotsOf(on, adopt.owners().keySet()).values()) {
      Long owner = adopt.owners().get(slot.id());
      if (owner != null && slot.owner() == Slot.NO_MEMBER && up.getOrDefault(owner, false)) {
        adopted.add(new Slot(slot.id(), owner, slot.previous(), view));
      }
    }
    slots.write(on, adopted, view);
  }

  private void settle(Connection on, Identity me, Change.Settle settle, long view)
      throws SQLException {
    Map<SlotId, Slot> rows = slotsOf(on, settle.slots().stream().map(SlotVersion::id).toList());
    List<Slot> settled = new ArrayList<>();
    for (SlotVersion wanted : settle.slots()) {
      Slot slot = rows.get(wanted.id());
      if (slot != null && slot.previous() == me.epoch() && slot.version() == wanted.version()) {
        settled.add(settled(slot));
      }
    }
    slots.write(on, settled, view);
  }

  private static Slot settled(Slot slot) {
    return new Slot(slot.id(), slot.owner(), Slot.NO_MEMBER, slot.version());
  }

  private Map<SlotId, Slot> slotsOf(Connection on, Collection<SlotId> ids) throws SQLException {
    return slots.slotsOf(on, ids.stream().map(SlotId::group).collect(toSet()));
  }

  /** A member is gone; a previous owner that is still a member stays one. */
  private void removeFromSlots(Connection on, long gone, Map<SlotId, Long> owners, long view)
      throws SQLException {
    Set<Long> remaining = members.membersUp(on).keySet();
    List<Slot> changed = new ArrayList<>();
    for (Slot slot : slots.slotsOf(on, gone)) {
      if (slot.owner() == gone) {
        long owner = owners.getOrDefault(slot.id(), Slot.NO_MEMBER);
        long previous = remaining.contains(slot.previous()) ? slot.previous() : Slot.NO_MEMBER;
        changed.add(new Slot(slot.id(), owner, previous, view));
      } else {
        changed.add(settled(slot));
      }
    }
    slots.write(on, changed, view);
  }

  // --- types

  private void register(
      Connection on, Identity me, String app, List<TypeName> registered, long view)
      throws SQLException {
    Map<String, String> groups = slots.groups(on);
    Map<TypeName, String> types = new HashMap<>(slots.types(on));
    Set<String> served = members.served(on);
    List<TypeName> homeless =
        registered.stream()
            .distinct()
            .filter(type -> isHomeless(types.get(type), app, groups, served))
            .toList();
    if (!homeless.isEmpty()) {
      String group = groupForMore(on, app, groups, view);
      if (groups.put(group, app) != null && homeless.stream().anyMatch(types::containsKey)) {
        raiseVersions(on, group, view);
      }
      for (TypeName type : homeless) {
        slots.putType(on, type, group);
        types.put(type, group);
      }
      deleteUnused(on, groups.keySet(), types.values(), served);
    }
    members.serve(
        on,
        me,
        registered.stream()
            .map(types::get)
            .filter(group -> app.equals(groups.get(group)))
            .collect(toSet()));
  }

  /** What is taken over into a group that was there has had slots of later versions. */
  private void raiseVersions(Connection on, String group, long view) throws SQLException {
    slots.write(
        on,
        slots.slotsOf(on, Set.of(group)).values().stream()
            .map(slot -> new Slot(slot.id(), slot.owner(), slot.previous(), view))
            .toList(),
        view);
  }

  /**
   * Groups whose types are all of other groups now, and that no member serves. Else they would grow
   * in number with each deployment of a type under another name of its app.
   */
  private void deleteUnused(
      Connection on, Set<String> groups, Collection<String> ofTypes, Set<String> served)
      throws SQLException {
    Set<String> unused = new HashSet<>(groups);
    unused.removeAll(ofTypes);
    unused.removeAll(served);
    for (String group : unused) {
      slots.deleteGroup(on, group);
    }
  }

  private String groupForMore(Connection on, String app, Map<String, String> groups, long view)
      throws SQLException {
    List<String> ofApp =
        groups.keySet().stream().filter(group -> app.equals(groups.get(group))).toList();
    if (ofApp.size() >= GROUPS_OF_AN_APP) {
      // They are named by the views that made them.
      return ofApp.stream().max(Comparator.comparingLong(Long::parseLong)).orElseThrow();
    }
    String group = Long.toString(view);
    slots.insertGroup(on, group, app, view);
    return group;
  }

  private static boolean isHomeless(
      @Nullable String group, String app, Map<String, String> groups, Set<String> served) {
    return group == null || !app.equals(groups.get(group)) && !served.contains(group);
  }
}
