package io.actorproxy.cluster;

import io.actorproxy.invocation.ActorId;
import io.actorproxy.statestore.Snapshot;
import io.actorproxy.statestore.cluster.Change.SlotVersion;
import io.actorproxy.statestore.cluster.Slot;
import io.actorproxy.statestore.cluster.View;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What members tell each other of slots. Each may be lost, late, doubled or out of order: the store
 * has the truth, and asking again has an answer. A frame is for one epoch, and its receiver knows
 * the epoch of its sender.
 */
public sealed interface Frame {
  /**
   * The previous owner certifies that it starts no turn of the slot any more.
   *
   * @param slot the row by which the receiver owns it
   * @param at the latest view that the sender knows of; the row is of it, or of an earlier one
   * @param busy the actors whose last turn there runs, or whose save is under way
   * @param states the saved states of others, so that their next turn needs no load; none when the
   *     certificate is repeated
   * @param takenOverMillis for how long the slot is owned by members that have taken it over from
   *     one that was fenced, whose turns may still run; empty if it has been given by each owner
   */
  record Certificate(
      Slot slot,
      View at,
      Set<ActorId> busy,
      Map<ActorId, Snapshot> states,
      OptionalLong takenOverMillis)
      implements Frame {

    /** The same without states. */
    public Certificate withoutStates() {
      return new Certificate(slot, at, busy, Map.of(), takenOverMillis);
    }
  }

  /** The turns that a certificate named have ended, and their saves. */
  record Free(SlotVersion slot, Set<ActorId> actors) implements Frame {}

  /** The owner has its certificate, and no actor that it named is busy. */
  record Settled(SlotVersion slot) implements Frame {}

  /** The owner of slots asks the owner before for their certificates. */
  record Ask(List<SlotVersion> slots, View at) implements Frame {}

  /** Who owns a slot, for a member that believes something older. */
  record Moved(Slot slot, View at) implements Frame {}

  /** How much the sender has to do: the calls of its slots lately, and one more for each slot. */
  record Load(long calls) implements Frame {}

  /**
   * The sender has stored messages for slots that the receiver owns, as far as it knows.
   *
   * @param millis when the first of them is due, since the epoch, by the time of the store
   */
  record Due(long millis) implements Frame {}

  /** The sender has spawned instances. */
  record Spawned(List<ActorId> instances) implements Frame {}

  /** The sender has removed actors, or their states, and the store has none of them any more. */
  record Removed(List<ActorId> actors) implements Frame {}

  /** There is a later view. */
  record News(View view) implements Frame {}
}
