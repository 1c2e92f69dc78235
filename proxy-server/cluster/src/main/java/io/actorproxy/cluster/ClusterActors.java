package io.actorproxy.cluster;

import static java.util.Objects.requireNonNull;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.invocation.Request;
import io.actorproxy.ownership.Ownership;
import io.actorproxy.ownership.Tenure;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import io.actorproxy.statestore.cluster.TypeName;
import io.actorproxy.supervision.EntitySupervisor;
import io.actorproxy.supervision.InMemory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The activations of this process as the cluster sees them, and the cluster as activations see it.
 */
public final class ClusterActors implements LocalActors, Ownership {
  /** Which slot an actor is of. Thread safe. */
  public interface Slots {
    /** Null if no member has registered its type. */
    @Nullable SlotId of(ActorId actor);
  }

  /** Takes requests to other members. Thread safe. */
  public interface Forwarder {
    /** As {@link Ownership#forward}. */
    void forward(ActorId actor, Request request, boolean wasAdmitted);
  }

  private final Slots slots;
  private final Forwarder forwarder;
  private final BooleanSupplier isQuiet;
  private final Map<SlotId, MemberTenure> tenures = new ConcurrentHashMap<>();

  /** The slots of which the activations are to be told something, on the cluster's loop. */
  private Set<SlotId> changed = new HashSet<>();

  private @Nullable Cluster cluster;
  private @Nullable EntitySupervisor supervisor;

  /** The version in which each slot was opened last, and those that are new since; on the loop. */
  private final Map<SlotId, Long> opened = new HashMap<>();

  private Set<SlotId> gained = new HashSet<>();

  /**
   * @param isQuiet whether no call of a client waits for its reply
   */
  public ClusterActors(Slots slots, Forwarder forwarder, BooleanSupplier isQuiet) {
    this.slots = slots;
    this.forwarder = forwarder;
    this.isQuiet = isQuiet;
  }

  /** To be called once, before any other method. */
  public void bind(Cluster theCluster, EntitySupervisor theSupervisor) {
    cluster = theCluster;
    supervisor = theSupervisor;
  }

  private Cluster cluster() {
    return requireNonNull(cluster, "not bound yet");
  }

  private EntitySupervisor supervisor() {
    return requireNonNull(supervisor, "not bound yet");
  }

  // --- for activations

  @Override
  public @Nullable Tenure tenureOf(ActorId actor) {
    SlotId slot = slots.of(actor);
    MemberTenure known = slot == null ? null : tenures.get(slot);
    if (known != null && known.isPresent()) {
      return known;
    }
    MemberTenure present = slot == null ? null : MemberTenure.ofPresent(cluster(), slot);
    return slot == null || present == null
        ? null
        : tenures.merge(slot, present, ClusterActors::later);
  }

  /** One that has been found already is kept: activations belong to it. */
  private static MemberTenure later(MemberTenure known, MemberTenure found) {
    if (known.isSinceOrAfter(found) && !known.isOver()) {
      return known;
    }
    known.end();
    return found;
  }

  @Override
  public void forward(ActorId actor, Request request, boolean wasAdmitted) {
    forwarder.forward(actor, request, wasAdmitted);
  }

  // --- for calls

  @Override
  public boolean mayExist() {
    return true;
  }

  @Override
  public Answer isRegistered(String system, String type) {
    if (cluster().groupOf(new TypeName(system, type)) != null) {
      return Answer.YES;
    }
    return cluster().hasReadTypes() ? Answer.NO : Answer.NOT_KNOWN_YET;
  }

  // --- for the cluster, on its loop

  @Override
  public int partitions() {
    return supervisor().partitions();
  }

  @Override
  public void giveAway(
      int partition, Set<SlotId> given, int bytes, Consumer<Map<SlotId, Activations>> then) {
    given.forEach(this::endIfPast);
    Predicate<Tenure> those = past(given);
    supervisor()
        .inMemory(
            partition,
            those,
            bytes,
            found -> cluster().onLoop(() -> then.accept(activations(found))));
    supervisor().onTenuresChanged(partition, those);
  }

  /** A slot may have had several tenures of which something still runs. */
  private static Map<SlotId, Activations> activations(Map<Tenure, InMemory> found) {
    Map<SlotId, Activations> bySlot = new HashMap<>();
    found.forEach(
        (tenure, one) ->
            bySlot.merge(
                ((MemberTenure) tenure).slot(),
                new Activations(one.busy(), one.states()),
                ClusterActors::both));
    return bySlot;
  }

  private static Activations both(Activations some, Activations others) {
    Set<ActorId> busy = new HashSet<>(some.busy());
    busy.addAll(others.busy());
    Map<ActorId, Snapshot> idle = new HashMap<>(some.idle());
    idle.putAll(others.idle());
    return new Activations(busy, idle);
  }

  @Override
  public void idle(int partition, Consumer<Boolean> then) {
    supervisor()
        .idle(
            partition, idle -> cluster().onLoop(() -> then.accept(idle && isQuiet.getAsBoolean())));
  }

  @Override
  public void opened(SlotId slot) {
    Slot row = cluster().slot(slot);
    if (row != null && !Objects.equals(opened.put(slot, row.version()), row.version())) {
      gained.add(slot);
    }
    tell(slot);
  }

  @Override
  public void closed(SlotId slot) {
    opened.remove(slot);
    endIfPast(slot);
    tell(slot);
  }

  /** How many slots are remembered with the version in which they were opened. */
  int slotsRemembered() {
    return opened.size();
  }

  @Override
  public void discardAll() {
    List.copyOf(tenures.values()).forEach(MemberTenure::end);
    tenures.clear();
    opened.clear();
    supervisor().expel(Tenure::isOver);
  }

  private void endIfPast(SlotId slot) {
    MemberTenure known = tenures.get(slot);
    if (known != null && known.endIfPast()) {
      tenures.remove(slot, known);
    }
  }

  /** Slots move many at a time, and each look at all activations costs time on their loops. */
  private void tell(SlotId slot) {
    if (changed.isEmpty()) {
      cluster().onLoop(this::tellAll);
    }
    changed.add(slot);
  }

  private void tellAll() {
    Set<SlotId> those = changed;
    changed = new HashSet<>();
    supervisor().onTenuresChanged(tenure -> those.contains(((MemberTenure) tenure).slot()));
    if (!gained.isEmpty()) {
      Set<SlotId> here = Set.copyOf(gained);
      gained = new HashSet<>();
      supervisor().gained(actor -> isOf(here, actor));
      cluster().onSlotsOpened();
    }
  }

  private boolean isOf(Set<SlotId> those, ActorId actor) {
    SlotId slot = slots.of(actor);
    return slot != null && those.contains(slot);
  }

  private static Predicate<Tenure> past(Set<SlotId> slots) {
    Set<SlotId> those = Set.copyOf(slots);
    return tenure -> tenure.isOver() && those.contains(((MemberTenure) tenure).slot());
  }
}
