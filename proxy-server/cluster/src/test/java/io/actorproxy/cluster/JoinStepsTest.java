package io.actorproxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.actorproxy.cluster.news.News;
import io.actorproxy.statestore.cluster.Change;
import io.actorproxy.statestore.cluster.ClusterStore.Changes;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.ClusterStore.Joining;
import io.actorproxy.statestore.cluster.ClusterStore.Pulse;
import io.actorproxy.statestore.cluster.Member;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.StoreOutcome;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.statestore.cluster.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many slots a member gives away at a time, to one that has joined and to one that has not. */
final class JoinStepsTest {
  private static final long ME = 5;
  private static final long OTHER = 6;
  private static final int SLOTS = 256;

  private final ManualClusterLoop loop = new ManualClusterLoop();
  private final Table store = new Table();
  private Member.State wanted = Member.State.UP;

  private Membership member(long epoch) {
    return new Membership(
        new Mutation.DefaultParts(
            ClusterTimings.DEFAULTS, store, (_, _) -> {}, new IdleActors(true)),
        loop.epochLoop(),
        new Identity(epoch, epoch),
        new Wishes());
  }

  @Test
  void aMemberThatHasJoinedGetsFewSlotsAtFirst() {
    store.join(ME);
    Membership me = member(ME);
    me.start();
    loop.advance(10_000);

    store.join(OTHER);
    me.onNews(store.view());
    loop.advance(1_900);
    assertThat(store.moves).as("another one may join").isEmpty();
    loop.advance(200);
    assertThat(store.moves).containsExactly(1);
    loop.advance(400);
    assertThat(store.moves).containsExactly(1, 2);
    loop.advance(1_200);
    assertThat(store.moves).startsWith(1, 2, 4, 8, 16).hasSizeGreaterThan(6);
    assertThat(store.owned(OTHER)).as("nothing is waited for after that").isBetween(100L, 156L);
  }

  @Test
  void aMemberThatLeavesGivesAllAwayAtOnce() {
    store.join(ME);
    store.join(OTHER);
    Membership me = member(ME);
    wanted = Member.State.LEAVING;
    me.start();
    loop.advance(100);

    assertThat(store.moves).first().isEqualTo(16);
    assertThat(store.owned(OTHER)).isEqualTo(SLOTS);
  }

  @Test
  void aMemberThatHasJoinedKnowsHowManySlotsAreToCome() {
    store.join(ME);
    store.join(OTHER);
    Membership joined = member(OTHER);
    assertThat(joined.slotsToCome()).as("before it has read a view").isEmpty();
    joined.start();
    loop.advance(100);
    int toCome = joined.slotsToCome().orElseThrow();
    assertThat(toCome).isBetween(100, 156);

    Membership me = member(ME);
    me.start();
    loop.advance(ClusterTimings.DEFAULTS.rest() + 10_000);
    assertThat(store.owned(OTHER)).isEqualTo(toCome);
    assertThat(joined.slotsToCome()).as("without certificates").hasValue(toCome);
  }

  @Test
  void theSlotsOfAMemberThatLeavesAreNotWaitedFor() {
    store.join(ME);
    store.join(OTHER);
    store.leaving(ME);
    Membership joined = member(OTHER);
    joined.start();
    loop.advance(100);

    assertThat(joined.slotsToCome()).isEqualTo(OptionalInt.of(0));
  }

  private final class Wishes implements Membership.Wishes {
    @Override
    public Member.State state() {
      return wanted;
    }

    @Override
    public Set<TypeName> types() {
      return Set.of();
    }

    @Override
    public boolean hostUp() {
      return true;
    }

    /** It gives all away first. */
    @Override
    public boolean isDoorClosed() {
      return false;
    }

    @Override
    public void onChanged(View view) {}

    @Override
    public void onMembers(List<Member> come, List<Member> gone) {}

    @Override
    public void onMessagesDue(long millis) {}

    @Override
    public void onInstances(News news) {}

    @Override
    public long storeMillis() {
      return loop.time().epochMillis();
    }

    @Override
    public void onServedByAnother(TypeName type, String app) {}

    @Override
    public void onEnd(Membership.End end, Set<View> known) {
      throw new AssertionError(end);
    }
  }

  /** The tables of a cluster, whose slots are all of one member at first. */
  private static final class Table implements StoreClient {
    private final Map<Long, Member> members = new TreeMap<>();
    private final Map<SlotId, Slot> slots = new TreeMap<>();
    private final List<Integer> moves = new ArrayList<>();
    private long number = 1;

    Table() {
      for (int i = 0; i < SLOTS; i++) {
        SlotId id = new SlotId("group", i);
        slots.put(id, new Slot(id, ME, Slot.NO_MEMBER, number));
      }
    }

    View view() {
      return new View(number, number, 1);
    }

    void join(long epoch) {
      put(epoch, Member.State.UP);
    }

    void leaving(long epoch) {
      put(epoch, Member.State.LEAVING);
    }

    private void put(long epoch, Member.State state) {
      number++;
      var profile = new Member.Profile("app", "m-" + epoch, "10.0.0.1", 1, 1);
      members.put(epoch, new Member(epoch, epoch, profile, state, true));
    }

    long owned(long epoch) {
      return slots.values().stream().filter(slot -> slot.owner() == epoch).count();
    }

    private Changes changes() {
      return new Changes(
          view(),
          List.copyOf(members.values()),
          Map.of("group", "app"),
          Map.of(),
          members.keySet().stream().collect(Collectors.toMap(one -> one, _ -> Set.of("group"))),
          List.copyOf(slots.values()));
    }

    @Override
    public void join(Joining joining, Consumer<StoreOutcome<Identity>> then) {
      throw new AssertionError();
    }

    @Override
    public void beat(Identity me, Set<View> known, Consumer<StoreOutcome<Pulse>> then) {
      then.accept(new StoreOutcome.Done<>(new Pulse(true, true, view(), Map.of())));
    }

    @Override
    public void read(View seen, Consumer<StoreOutcome<Changes>> then) {
      then.accept(new StoreOutcome.Done<>(changes()));
    }

    @Override
    public void change(
        Identity me, View seen, Change change, Consumer<StoreOutcome<Changes>> then) {
      number++;
      if (change instanceof Change.Move(var moved, var owners)) {
        moves.add(moved.size());
        for (int i = 0; i < moved.size(); i++) {
          SlotId id = moved.get(i).id();
          slots.put(id, new Slot(id, owners.get(i), me.epoch(), number));
        }
      } else if (change instanceof Change.Announce(var state, _)) {
        put(me.epoch(), state);
      }
      then.accept(new StoreOutcome.Done<>(changes()));
    }
  }
}
