package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.ClusterStore;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.StoreOutcome.Done;
import io.actorproxy.statestore.cluster.StoreOutcome.Refused;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a cluster, and the states of actors as numbers that their turns raise by one. Each
 * method is a transaction. Methods that a broken driver would get wrong can be replaced.
 */
class SimulatedStore implements ClusterStore {
  enum SaveResult {
    SAVED,
    FENCED,
    CONFLICT,
    /** The message is not there that the turn consumes. */
    GONE
  }

  record State(long revision, long value) {
    State next(long nextValue) {
      return new State(revision + 1, nextValue);
    }

    Snapshot toSnapshot() {
      return new Snapshot(revision, ByteBuffer.allocate(8).putLong(value).array());
    }

    static State of(Snapshot snapshot) {
      return new State(snapshot.revision(), ByteBuffer.wrap(snapshot.state()).getLong());
    }
  }

  private record StoredSlot(Slot slot, long changed) {}

  record StoredMessage(Message message, long claimedBy) {}

  private record StoredMember(Member member, long lease) {}

  /** All that is stored, so that it can be set back. */
  private static final class Tables {
    View view;
    final TreeMap<Long, Long> tokens = new TreeMap<>();
    final TreeMap<Long, StoredMember> members = new TreeMap<>();
    final TreeMap<SlotId, StoredSlot> slots = new TreeMap<>();
    final LinkedHashMap<String, String> groups = new LinkedHashMap<>();
    final Map<TypeName, String> types = new HashMap<>();
    final TreeMap<Long, Set<String>> serving = new TreeMap<>();
    final Map<Integer, State> actors = new HashMap<>();
    final TreeMap<Long, StoredMessage> messages = new TreeMap<>();
    final Map<Message.Lane, Long> sent = new HashMap<>();
    final Map<Message.Lane, Long> consumed = new HashMap<>();
    final Set<String> names = new HashSet<>();
    String mark = "";
    long lastEpoch;

    Tables(View view) {
      this.view = view;
    }

    Tables copy() {
      Tables copy = new Tables(view);
      copy.tokens.putAll(tokens);
      copy.members.putAll(members);
      copy.slots.putAll(slots);
      copy.groups.putAll(groups);
      copy.types.putAll(types);
      serving.forEach((epoch, served) -> copy.serving.put(epoch, new TreeSet<>(served)));
      copy.actors.putAll(actors);
      copy.messages.putAll(messages);
      copy.sent.putAll(sent);
      copy.consumed.putAll(consumed);
      copy.names.addAll(names);
      copy.mark = mark;
      copy.lastEpoch = lastEpoch;
      return copy;
    }
  }

  private static final State EMPTY = new State(0, 0);
  private static final long LEASE_MILLIS = 3_000;
  private static final int CLAIM_LIMIT = 8;

  private final LongSupplier clock;
  private final RandomGenerator random;
  private final int slotsOfAGroup;
  private final IntFunction<SlotId> slotOf;
  private final Consumer<Promise> onViolation;
  private final Consumer<Identity> onFence;
  private final Set<Identity> fenced = new HashSet<>();
  private final List<Tables> earlier = new ArrayList<>();
  private Tables tables;
  private long clockOffset;
  private long lastMessage;
  private long wentBackAt = -LocalCluster.UNNOTICED_MILLIS;

  /**
   * A member that has not noticed that the store went back may take a later message for the next.
   * None notices it if no view was lost; then those that they have under way may wait for long.
   */
  private final Set<Message.Lane> unordered = new HashSet<>();

  private int viewsKept = 1_000;
  private int moves;
  private final Map<SlotId, List<Long>> movedAt = new TreeMap<>();
  private long membersChangedAt;

  /** Messages up to this one were sent before the store went back. */
  private long sentBefore;

  /** The highest number that it had given before it went back. */
  private long lostNumber;

  SimulatedStore(
      LongSupplier clock,
      RandomGenerator random,
      int slotsOfAGroup,
      IntFunction<SlotId> slotOf,
      Consumer<Promise> onViolation,
      Consumer<Identity> onFence) {
    this.clock = clock;
    this.random = random;
    this.slotsOfAGroup = slotsOfAGroup;
    this.slotOf = slotOf;
    this.onViolation = onViolation;
    this.onFence = onFence;
    View first = new View(1, random.nextLong(), 1);
    tables = new Tables(first);
    tables.tokens.put(first.number(), first.token());
  }

  long now() {
    return clock.getAsLong() + clockOffset;
  }

  // --- faults and questions of the test

  /** Forgets views sooner than the product does. */
  void keepViews(int count) {
    viewsKept = count;
  }

  void setClockForward(long millis) {
    clockOffset += millis;
  }

  /** Remembers the present state, to go back to. */
  void remember() {
    earlier.add(tables.copy());
    if (earlier.size() > 30) {
      earlier.removeFirst();
    }
  }

  /** Goes back to one of the states that are remembered. */
  void goBack() {
    if (!earlier.isEmpty()) {
      lostNumber = Math.max(lostNumber, tables.view.number());
      tables = earlier.get(random.nextInt(earlier.size()));
      earlier.clear();
      sentBefore = lastMessage;
      wentBackAt = clock.getAsLong();
    }
  }

  /**
   * Whether it has lost the highest number, and its clock was set back, so that nothing says it.
   */
  boolean givesNumbersAgain() {
    return tables.view.number() < lostNumber && now() < lostNumber;
  }

  boolean isMember(Identity epoch) {
    StoredMember row = tables.members.get(epoch.epoch());
    return row != null && row.member.nonce() == epoch.nonce();
  }

  boolean hasMember(long epoch) {
    return tables.members.containsKey(epoch);
  }

  /** Whether the epoch ended because others fenced it, not by its own leave. */
  boolean wasFenced(Identity epoch) {
    return fenced.contains(epoch);
  }

  Iterable<Slot> slots() {
    return tables.slots.values().stream().map(StoredSlot::slot)::iterator;
  }

  /** The members that are up and serve the group of a type. */
  List<Long> serving(TypeName type) {
    String group = tables.types.getOrDefault(type, "");
    return tables.serving.entrySet().stream()
        .filter(served -> served.getValue().contains(group) && isUp(served.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Nullable String groupOf(TypeName type) {
    return tables.types.get(type);
  }

  int moves() {
    return moves;
  }

  /** When each slot was moved by its owner since a moment. */
  Map<SlotId, List<Long>> movesOf(long since) {
    Map<SlotId, List<Long>> later = new TreeMap<>();
    movedAt.forEach(
        (slot, times) -> later.put(slot, times.stream().filter(time -> time > since).toList()));
    return later;
  }

  /** When a member joined, ended or said something else of itself. */
  long membersChangedAt() {
    return membersChangedAt;
  }

  /** The slots that are elsewhere than a strategy says. */
  List<SlotId> misplaced(PlacementStrategy placement) {
    var misplaced = new ArrayList<SlotId>();
    for (String group : tables.groups.keySet()) {
      List<Slot> ofGroup =
          tables.slots.values().stream()
              .map(StoredSlot::slot)
              .filter(slot -> slot.id().group().equals(group))
              .toList();
      List<Member> serving =
          tables.members.values().stream()
              .map(StoredMember::member)
              .filter(
                  m -> m.isUp() && tables.serving.getOrDefault(m.epoch(), Set.of()).contains(group))
              .toList();
      List<Member> healthy = serving.stream().filter(Member::hostUp).toList();
      if (!serving.isEmpty()) {
        var owners = placement.place(ofGroup, healthy.isEmpty() ? serving : healthy);
        ofGroup.stream()
            .filter(slot -> owners.applyAsLong(slot.id()) != slot.owner())
            .forEach(slot -> misplaced.add(slot.id()));
      }
    }
    return misplaced;
  }

  State state(int actor) {
    return tables.actors.getOrDefault(actor, EMPTY);
  }

  /** Whether a save has taken effect whose outcome is unknown. */
  boolean isSaved(int actor, State state) {
    return state(actor).equals(state);
  }

  // --- operations

  @Override
  public StoreOutcome<Identity> join(Joining joining) {
    for (StoredMember row : tables.members.values()) {
      if (row.member.nonce() == joining.nonce()) {
        return new Done<>(new Identity(row.member.epoch(), joining.nonce()));
      }
    }
    Optional<String> beside =
        tables.mark.isEmpty() ? Optional.of(joining.marks()) : joining.marksBeside(tables.mark);
    boolean isOther = beside.isEmpty() && !isAnyHeardOf();
    Optional<String> marks = isOther ? Optional.of(joining.marks()) : beside;
    if (marks.isEmpty()) {
      return new Refused<>();
    }
    tables.mark = marks.get();
    List<View> lost =
        joining.lost().stream()
            .filter(view -> !isKnown(view) && view.history() >= tables.view.history())
            .filter(view -> view.number() >= tables.tokens.firstKey())
            .toList();
    if (lost.isEmpty()) {
      nextView();
    } else {
      beginHistory(lost.stream().mapToLong(View::number).max().orElseThrow());
    }
    if (isOther) {
      List.copyOf(tables.members.keySet()).forEach(silent -> fence(silent, Map.of()));
    }
    long epoch = numberAfter(tables.lastEpoch);
    tables.lastEpoch = epoch;
    var member =
        new Member(epoch, joining.nonce(), joining.profile(), Member.State.UP, joining.hostUp());
    tables.members.put(epoch, new StoredMember(member, now() + LEASE_MILLIS));
    membersChangedAt = clock.getAsLong();
    register(epoch, joining.profile().app(), joining.types());
    return new Done<>(new Identity(epoch, joining.nonce()));
  }

  private boolean isAnyHeardOf() {
    return tables.members.values().stream().anyMatch(row -> row.lease > now() - SILENT_MILLIS);
  }

  void beginHistory(long lost) {
    nextView(Math.max(numberAfter(tables.view.number()), lost + 1));
    tables.view = new View(tables.view.number(), tables.view.token(), tables.view.number());
  }

  /** Also a store that went back gives no number twice. */
  long numberAfter(long last) {
    return Math.max(last + 1, now());
  }

  @Override
  public StoreOutcome<Pulse> beat(Identity me, Set<View> known) {
    boolean isMember = isMember(me);
    if (isMember) {
      Member member = requireNonNull(tables.members.get(me.epoch())).member;
      tables.members.put(me.epoch(), new StoredMember(member, now() + LEASE_MILLIS));
    }
    var leases = new TreeMap<Long, Long>();
    tables.members.forEach((epoch, row) -> leases.put(epoch, row.lease));
    return new Done<>(
        new Pulse(isMember, known.stream().allMatch(this::isKnown), tables.view, leases));
  }

  boolean isKnown(View seen) {
    Long token = tables.tokens.get(seen.number());
    return seen.equals(View.NONE) || token != null && token == seen.token();
  }

  @Override
  public StoreOutcome<Changes> read(View seen) {
    return isKnown(seen) ? new Done<>(changesSince(seen)) : new Refused<>();
  }

  @Override
  public StoreOutcome<List<Member>> living() {
    return new Done<>(
        tables.members.values().stream()
            .filter(row -> row.lease > now())
            .map(StoredMember::member)
            .toList());
  }

  private Changes changesSince(View seen) {
    return new Changes(
        tables.view,
        tables.members.values().stream().map(StoredMember::member).toList(),
        Map.copyOf(tables.groups),
        Map.copyOf(tables.types),
        tables.serving.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, served -> Set.copyOf(served.getValue()))),
        tables.slots.values().stream()
            .filter(row -> row.changed > seen.number())
            .map(StoredSlot::slot)
            .toList());
  }

  @Override
  public StoreOutcome<Changes> change(Identity me, View seen, Change change) {
    if (!seen.equals(tables.view) || !isMember(me)) {
      return new Refused<>();
    }
    if (change instanceof Change.Fence fence && !isStill(fence)) {
      return new Refused<>();
    }
    if (raisesView(change)) {
      nextView();
    }
    switch (change) {
      case Change.Announce announce -> announce(me, announce);
      case Change.Move move -> move(me, move);
      case Change.Fence fence -> fence(fence.epoch(), fence.owners());
      case Change.Adopt adopt -> adopt(adopt);
      case Change.Settle settle -> settle(me, settle);
      case Change.Leave _ -> remove(me.epoch(), Map.of());
      case Change.Register register ->
          register(
              me.epoch(),
              requireNonNull(tables.members.get(me.epoch())).member.profile().app(),
              register.types());
    }
    return new Done<>(changesSince(seen));
  }

  boolean raisesView(Change change) {
    return true;
  }

  boolean isStill(Change.Fence fence) {
    StoredMember row = tables.members.get(fence.epoch());
    return row != null && row.lease == fence.leaseSeen();
  }

  private void nextView() {
    nextView(numberAfter(tables.view.number()));
  }

  private void nextView(long number) {
    tables.view = new View(number, random.nextLong(), tables.view.history());
    tables.tokens.put(number, tables.view.token());
    while (tables.tokens.size() > viewsKept) {
      tables.tokens.pollFirstEntry();
    }
  }

  private void announce(Identity me, Change.Announce announce) {
    StoredMember row = requireNonNull(tables.members.get(me.epoch()));
    var member =
        new Member(
            me.epoch(), me.nonce(), row.member.profile(), announce.state(), announce.hostUp());
    tables.members.put(me.epoch(), new StoredMember(member, row.lease));
    membersChangedAt = clock.getAsLong();
  }

  private void move(Identity me, Change.Move move) {
    for (int i = 0; i < move.slots().size(); i++) {
      SlotVersion slot = move.slots().get(i);
      long owner = move.owners().get(i);
      if (isOwnedBy(me, slot) && isUp(owner)) {
        write(slot.id(), owner, me.epoch());
        moves++;
        movedAt.computeIfAbsent(slot.id(), _ -> new ArrayList<>()).add(clock.getAsLong());
      }
    }
  }

  /** Null if its group is gone. */
  private @Nullable Slot slot(SlotId id) {
    StoredSlot row = tables.slots.get(id);
    return row == null ? null : row.slot;
  }

  private boolean isOwnedBy(Identity me, SlotVersion slot) {
    Slot row = slot(slot.id());
    return row != null && row.owner() == me.epoch() && row.version() == slot.version();
  }

  private boolean isUp(long epoch) {
    StoredMember row = tables.members.get(epoch);
    return row != null && row.member.isUp();
  }

  private void fence(long epoch, Map<SlotId, Long> owners) {
    Member member = requireNonNull(tables.members.get(epoch)).member;
    Identity identity = new Identity(member.epoch(), member.nonce());
    fenced.add(identity);
    onFence.accept(identity);
    remove(epoch, owners);
  }

  private void remove(long epoch, Map<SlotId, Long> owners) {
    tables.members.remove(epoch);
    membersChangedAt = clock.getAsLong();
    tables.serving.remove(epoch);
    for (StoredSlot row : List.copyOf(tables.slots.values())) {
      Slot slot = row.slot;
      if (slot.owner() == epoch) {
        long owner = owners.getOrDefault(slot.id(), Slot.NO_MEMBER);
        write(slot.id(), owner, previousAfter(slot, owner));
      } else if (slot.previous() == epoch) {
        settle(slot);
      }
    }
  }

  /** The previous owner of a slot whose owner is removed. */
  long previousAfter(Slot slot, long nextOwner) {
    return tables.members.containsKey(slot.previous()) ? slot.previous() : Slot.NO_MEMBER;
  }

  private void adopt(Change.Adopt adopt) {
    adopt
        .owners()
        .forEach(
            (id, owner) -> {
              Slot slot = slot(id);
              if (slot != null && slot.owner() == Slot.NO_MEMBER && isUp(owner)) {
                write(id, owner, slot.previous());
              }
            });
  }

  void settle(Identity me, Change.Settle settle) {
    for (SlotVersion settled : settle.slots()) {
      Slot slot = slot(settled.id());
      if (slot != null && slot.previous() == me.epoch() && slot.version() == settled.version()) {
        settle(slot);
      }
    }
  }

  private void settle(Slot slot) {
    Slot settled = new Slot(slot.id(), slot.owner(), Slot.NO_MEMBER, slot.version());
    tables.slots.put(slot.id(), new StoredSlot(settled, tables.view.number()));
  }

  private void write(SlotId id, long owner, long previous) {
    StoredSlot before = tables.slots.get(id);
    long version = tables.view.number();
    if (before != null && version <= before.slot.version()) {
      onViolation.accept(Promise.VERSIONS_GROW);
    }
    tables.slots.put(id, new StoredSlot(new Slot(id, owner, previous, version), version));
  }

  /** A group is named after its first type, unless another one has ever been. */
  private void register(long member, String app, List<TypeName> types) {
    List<TypeName> homeless = types.stream().filter(type -> isHomeless(app, type)).toList();
    if (!homeless.isEmpty()) {
      int groups = tables.groups.size();
      String group = groupForMore(app, homeless.getFirst().type());
      if (tables.groups.size() == groups && homeless.stream().anyMatch(tables.types::containsKey)) {
        raiseVersions(group);
      }
      homeless.forEach(type -> tables.types.put(type, group));
      removeUnusedGroups();
    }
    Set<String> served = tables.serving.computeIfAbsent(member, _ -> new TreeSet<>());
    types.stream()
        .map(type -> requireNonNull(tables.types.get(type)))
        .filter(group -> isOf(group, app))
        .forEach(served::add);
  }

  private void raiseVersions(String group) {
    for (StoredSlot row : List.copyOf(tables.slots.values())) {
      if (row.slot.id().group().equals(group)) {
        write(row.slot.id(), row.slot.owner(), row.slot.previous());
      }
    }
  }

  private void removeUnusedGroups() {
    Set<String> unused = new HashSet<>(tables.groups.keySet());
    unused.removeAll(tables.types.values());
    unused.removeIf(this::isStillServed);
    tables.groups.keySet().removeAll(unused);
    tables.slots.keySet().removeIf(slot -> unused.contains(slot.group()));
  }

  private String groupForMore(String app, String type) {
    List<String> ofApp = tables.groups.keySet().stream().filter(g -> isOf(g, app)).toList();
    if (ofApp.size() >= GROUPS_OF_AN_APP) {
      return ofApp.getLast();
    }
    String group = tables.names.add(type) ? type : type + "-" + tables.view.number();
    tables.groups.put(group, app);
    for (int number = 0; number < slotsOfAGroup; number++) {
      write(new SlotId(group, number), Slot.NO_MEMBER, Slot.NO_MEMBER);
    }
    return group;
  }

  private boolean isHomeless(String app, TypeName type) {
    String group = tables.types.get(type);
    return group == null || !isOf(group, app) && !isStillServed(group);
  }

  /** A member whose lease is over serves its groups until it is fenced: its turns may run. */
  boolean isStillServed(String group) {
    return tables.serving.values().stream().anyMatch(served -> served.contains(group));
  }

  /** Whether a member serves a group whose lease is not over. */
  boolean servedByLiving(String group) {
    return tables.serving.entrySet().stream()
        .anyMatch(
            served ->
                served.getValue().contains(group)
                    && requireNonNull(tables.members.get(served.getKey())).lease > now());
  }

  private boolean isOf(String group, String app) {
    return app.equals(tables.groups.get(group));
  }

  /** Saves what a turn has made of a state, with what it sends, and with what it consumes. */
  SaveResult save(
      Identity me,
      int actor,
      State from,
      State to,
      List<Integer> receivers,
      @Nullable Message consumed) {
    if (!hasFenceRow(me)) {
      return SaveResult.FENCED;
    }
    boolean isNext = state(actor).revision() == from.revision();
    if (!isNext && comparesRevisions()) {
      return SaveResult.CONFLICT;
    }
    if (consumed != null && !tables.messages.containsKey(consumed.id()) && looksForMessages()) {
      return SaveResult.GONE;
    }
    if (!isNext) {
      onViolation.accept(Promise.ONE_SAVE_FOR_EACH_REVISION);
    }
    if (!isMember(me)) {
      onViolation.accept(Promise.NO_SAVE_WITHOUT_FENCE_ROW);
    }
    if (consumed != null) {
      consume(consumed);
    }
    receivers.forEach(receiver -> send(actor, receiver));
    tables.actors.put(actor, to);
    return SaveResult.SAVED;
  }

  private void consume(Message message) {
    tables.messages.remove(message.id());
    long last = tables.consumed.getOrDefault(message.lane(), 0L);
    boolean isNext = message.sequence() == last + 1;
    boolean mayBeLost =
        clock.getAsLong() - wentBackAt < LocalCluster.UNNOTICED_MILLIS
            || message.id() <= sentBefore;
    if (!isNext && mayBeLost) {
      unordered.add(message.lane());
    } else if (!isNext && !unordered.contains(message.lane())) {
      onViolation.accept(
          message.sequence() <= last
              ? Promise.MESSAGES_COUNT_ONCE
              : Promise.MESSAGES_KEEP_THEIR_ORDER);
    }
    tables.consumed.put(message.lane(), message.sequence());
  }

  private void send(int sender, int receiver) {
    var lane = new Message.Lane(sender, receiver);
    var message =
        new Message(++lastMessage, sender, receiver, tables.sent.merge(lane, 1L, Long::sum));
    tables.messages.put(message.id(), new StoredMessage(message, Slot.NO_MEMBER));
  }

  /** In the transaction of a save. */
  boolean hasFenceRow(Identity me) {
    return isMember(me);
  }

  boolean comparesRevisions() {
    return true;
  }

  boolean looksForMessages() {
    return true;
  }

  // --- messages

  /**
   * Claims messages of slots: of each lane the first ones, if no living member has claimed the
   * first. What the member has claimed without knowing, since an answer was lost, is claimed again,
   * or given back if its slot is another's by now.
   *
   * @param underWay messages that the member knows to have claimed
   */
  List<Message> claim(Identity me, Set<SlotId> slots, Set<Long> underWay) {
    var claimed = new ArrayList<Message>();
    if (!hasFenceRow(me)) {
      return claimed;
    }
    var blocked = new HashSet<Message.Lane>();
    for (StoredMessage row : tables.messages.values()) {
      Message message = row.message;
      boolean isUnderWay = underWay.contains(message.id());
      boolean isForgotten = row.claimedBy == me.epoch() && !isUnderWay;
      if (slots.contains(slotOf.apply(message.receiver()))) {
        if (isUnderWay || !isClaimable(row) && !isForgotten) {
          block(blocked, message.lane());
        } else if (!blocked.contains(message.lane()) && claimed.size() < CLAIM_LIMIT) {
          claimed.add(message);
        }
      } else if (isForgotten && givesBackForgotten()) {
        tables.messages.replace(message.id(), new StoredMessage(message, Slot.NO_MEMBER));
      }
    }
    claimed.forEach(m -> tables.messages.replace(m.id(), new StoredMessage(m, me.epoch())));
    return claimed;
  }

  /** Those that follow a message of their lane wait until it is consumed, or given back. */
  void block(Set<Message.Lane> blocked, Message.Lane lane) {
    blocked.add(lane);
  }

  /** A claim of an epoch without fence row counts no more. */
  boolean isClaimable(StoredMessage row) {
    return row.claimedBy == Slot.NO_MEMBER || !hasMember(row.claimedBy);
  }

  boolean givesBackForgotten() {
    return true;
  }

  void release(Identity me, List<Message> messages) {
    for (Message message : messages) {
      StoredMessage row = tables.messages.get(message.id());
      if (row != null && row.claimedBy == me.epoch()) {
        tables.messages.replace(message.id(), new StoredMessage(message, Slot.NO_MEMBER));
      }
    }
  }

  List<Message> messages() {
    return tables.messages.values().stream().map(StoredMessage::message).toList();
  }
}
