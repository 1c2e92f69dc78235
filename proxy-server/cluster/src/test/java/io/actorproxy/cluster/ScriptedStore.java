package io.actorproxy.cluster;

import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The tables of a cluster of which a test says who owns {@link #SLOT}. Answers at once. */
final class ScriptedStore implements StoreClient {
  /** A member that the test plays. */
  static final long OTHER = 7;

  static final SlotId SLOT = new SlotId("group", 0);

  private final List<Member> members = new ArrayList<>(List.of(member(OTHER)));
  private long epoch = 100;
  private long number = 1;
  private final List<Slot> others = new ArrayList<>();
  private Slot slot = new Slot(SLOT, OTHER, Slot.NO_MEMBER, number);
  private boolean isAway;

  private static Member member(long epoch) {
    var profile = new Member.Profile("app", "m-" + epoch, "10.0.0.1", 1, 1);
    return new Member(epoch, epoch, profile, Member.State.UP, true);
  }

  /** The slot gets another owner, who needs the certificate of the one before. */
  Slot move(long to, long previous) {
    number++;
    slot = new Slot(SLOT, to, previous, number);
    return slot;
  }

  /** There is another slot, which always has the same owner. */
  void add(SlotId id, long owner) {
    number++;
    others.add(new Slot(id, owner, Slot.NO_MEMBER, number));
  }

  /** The previous owner of the slot is gone. */
  void forgetPrevious() {
    number++;
    slot = new Slot(SLOT, slot.owner(), Slot.NO_MEMBER, slot.version());
  }

  Slot slot() {
    return slot;
  }

  View view() {
    return new View(number, number, 1);
  }

  void fence(long member) {
    number++;
    members.removeIf(row -> row.epoch() == member);
  }

  /** All members want to leave. */
  void leaving() {
    List.copyOf(members).forEach(row -> leaving(row.epoch()));
  }

  /** A member wants to leave. */
  void leaving(long member) {
    number++;
    members.replaceAll(
        row ->
            row.epoch() != member
                ? row
                : new Member(
                    row.epoch(), row.nonce(), row.profile(), Member.State.LEAVING, row.hostUp()));
  }

  boolean isMember(long member) {
    return members.stream().anyMatch(row -> row.epoch() == member);
  }

  /** Operations have no outcome that is known. */
  void away(boolean is) {
    isAway = is;
  }

  @Override
  public void join(Joining joining, Consumer<StoreOutcome<Identity>> then) {
    epoch++;
    number++;
    members.add(member(epoch));
    then.accept(new StoreOutcome.Done<>(new Identity(epoch, epoch)));
  }

  @Override
  public void beat(Identity me, Set<View> known, Consumer<StoreOutcome<Pulse>> then) {
    boolean isMember = members.stream().anyMatch(row -> row.epoch() == me.epoch());
    then.accept(
        isAway
            ? new StoreOutcome.Unknown<>(null)
            : new StoreOutcome.Done<>(new Pulse(isMember, true, view(), Map.of())));
  }

  @Override
  public void read(View seen, Consumer<StoreOutcome<Changes>> then) {
    List<Slot> slots = new ArrayList<>(others);
    slots.add(slot);
    then.accept(
        new StoreOutcome.Done<>(
            new Changes(
                view(),
                List.copyOf(members),
                Map.of("group", "app"),
                Map.of(),
                members.stream().collect(Collectors.toMap(Member::epoch, _ -> Set.of("group"))),
                slots)));
  }

  @Override
  public void change(Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then) {
    if (change instanceof Change.Leave) {
      fence(me.epoch());
    }
    then.accept(new StoreOutcome.Refused<>());
  }
}
