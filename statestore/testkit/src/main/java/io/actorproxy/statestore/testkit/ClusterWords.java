package io.actorproxy.statestore.testkit;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The words in which the contract of a cluster store speaks. */
final class ClusterWords {
  private static final AtomicLong NONCES = new AtomicLong(Long.MIN_VALUE);

  private final ClusterStore store;

  ClusterWords(ClusterStore store) {
    this.store = store;
  }

  static Member.Profile profile(String app) {
    return new Member.Profile(app, "語 1", "10.0.0.1:4001", 1, 3);
  }

  static Joining joining(String app, String... types) {
    return joining(app, Set.of(), types);
  }

  static Joining joining(String app, Set<View> lost, String... types) {
    return new Joining(NONCES.incrementAndGet(), profile(app), true, named(types), "mark", lost);
  }

  static Joining marked(String mark) {
    return new Joining(NONCES.incrementAndGet(), profile("a"), true, named("cart"), mark, Set.of());
  }

  /** One that can talk to members of two marks. */
  static Joining marked(String mark, String previous) {
    return new Joining(
        NONCES.incrementAndGet(), profile("a"), true, named("cart"), mark, previous, Set.of());
  }

  static List<TypeName> named(String... types) {
    return Arrays.stream(types).map(ClusterWords::type).toList();
  }

  static TypeName type(String name) {
    return new TypeName("shop", name);
  }

  static <T> T done(StoreOutcome<T> outcome) {
    assertThat(outcome).isInstanceOf(Done.class);
    return ((Done<T>) outcome).value();
  }

  static void assertRefused(StoreOutcome<?> outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
  }

  Identity join(String app, String... types) {
    return done(store.join(joining(app, types)));
  }

  Pulse beat(Identity me) {
    return done(store.beat(me, Set.of()));
  }

  long leaseOf(Identity member, Identity asking) {
    return requireNonNull(beat(asking).leases().get(member.epoch()));
  }

  Changes read() {
    return done(store.read(View.NONE));
  }

  View view() {
    return read().view();
  }

  /** Makes a change of the latest view. */
  Changes change(Identity me, Change change) {
    return done(store.change(me, view(), change));
  }

  /** Fences a member, whose slots get no owner. */
  void fence(Identity me, Identity dead) {
    change(me, new Change.Fence(dead.epoch(), leaseOf(dead, me), Map.of()));
  }

  String groupOf(String type) {
    return requireNonNull(read().types().get(type(type)));
  }

  Map<SlotId, Slot> slots() {
    return read().slots().stream().collect(toMap(Slot::id, slot -> slot));
  }

  Slot slot(SlotId id) {
    return requireNonNull(slots().get(id));
  }

  /** Gives slots without owner to a member. */
  void adopt(Identity me, SlotId... slots) {
    change(me, new Change.Adopt(Arrays.stream(slots).collect(toMap(s -> s, _ -> me.epoch()))));
  }

  Change.Move move(SlotId slot, Identity to) {
    return new Change.Move(List.of(version(slot)), List.of(to.epoch()));
  }

  SlotVersion version(SlotId slot) {
    return new SlotVersion(slot, slot(slot).version());
  }
}
