package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What one membership knows of the slots, and which of them it owns. Rows come from the store and
 * from other members, in any order; only what is newer by its version counts. Changes on the
 * cluster's loop; any thread may ask.
 */
class SlotTable {
  /** What a newer row means for this member. */
  interface Listener {
    /**
     * This member owns a slot, in a version that is new to it.
     *
     * @param before the row that it knew before; null if it knew none
     */
    void onGained(OwnedSlot slot, @Nullable Slot before);

    /** The owner before has told the store that nothing of an owned slot runs there. */
    void onSettled(OwnedSlot slot);

    /**
     * Another member owns a slot, and may need this one's certificate.
     *
     * @param mine the slot as this member owned it in the version that it knew before; null if
     *     another one did
     */
    void onOtherOwner(Slot row, @Nullable OwnedSlot mine);
  }

  private final Identity me;
  private final Listener listener;
  private final BySlot<Slot> rows = new BySlot<>();
  private final BySlot<OwnedSlot> owned = new BySlot<>();

  /** Those of the last view. */
  private Set<String> groups = Set.of();

  /** Each call looks for a slot several times, which in order takes six times as long. */
  private static final class BySlot<V> {
    final Map<SlotId, V> byId = new ConcurrentHashMap<>();
    final ConcurrentNavigableMap<SlotId, V> inOrder = new ConcurrentSkipListMap<>();

    @Nullable V get(SlotId id) {
      return byId.get(id);
    }

    void put(SlotId id, V value) {
      byId.put(id, value);
      inOrder.put(id, value);
    }

    @Nullable V remove(SlotId id) {
      inOrder.remove(id);
      return byId.remove(id);
    }

    Collection<V> values() {
      return inOrder.values();
    }
  }

  SlotTable(Identity me, Listener listener) {
    this.me = me;
    this.listener = listener;
  }

  /**
   * Takes over a row, if it is newer.
   *
   * @param since the number of a view that has this row, or a later one
   */
  void learn(Slot row, long since) {
    Slot known = rows.get(row.id());
    if (known != null && !isNews(row, known)) {
      return;
    }
    rows.put(row.id(), row);
    boolean sameVersion = known != null && known.version() == row.version();
    if (row.owner() != me.epoch()) {
      OwnedSlot mine = owned.remove(row.id());
      if (!sameVersion) {
        listener.onOtherOwner(row, mine);
      }
    } else if (!sameVersion) {
      OwnedSlot slot = new OwnedSlot(me, row, since);
      owned.put(row.id(), slot);
      listener.onGained(slot, known);
    } else {
      OwnedSlot slot = owned.get(row.id());
      if (slot != null) {
        listener.onSettled(slot);
      }
    }
  }

  /** Forgets the slots of groups that are gone; the last owner may have ended unheard. */
  void retainGroups(Set<String> present) {
    if (!present.containsAll(groups)) {
      for (Slot row : rows.values()) {
        if (row.owner() != me.epoch() && !present.contains(row.id().group())) {
          rows.remove(row.id());
        }
      }
    }
    groups = Set.copyOf(present);
  }

  /** Whether a row says more than the known one: of one version, that no certificate is needed. */
  private static boolean isNews(Slot row, Slot known) {
    return row.version() > known.version()
        || row.version() == known.version()
            && row.previous() == Slot.NO_MEMBER
            && known.previous() != Slot.NO_MEMBER;
  }

  /** What a turn of the actor may start under, as far as slots decide it. */
  @Nullable Permit permit(ActorId actor, SlotId id) {
    OwnedSlot slot = owned.get(id);
    return slot == null ? null : slot.permit(actor);
  }

  @Nullable Slot row(SlotId id) {
    return rows.get(id);
  }

  Collection<Slot> rows() {
    return rows.values();
  }

  /** Those of a group, in order. */
  Collection<Slot> rows(String group) {
    return rows.inOrder
        .subMap(new SlotId(group, 0), true, new SlotId(group, Integer.MAX_VALUE), true)
        .values();
  }

  @Nullable OwnedSlot owned(SlotId id) {
    return owned.get(id);
  }

  /** The slots that this member owns, in order. */
  Collection<OwnedSlot> owned() {
    return owned.values();
  }
}
