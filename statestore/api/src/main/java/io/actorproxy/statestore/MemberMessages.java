package io.actorproxy.statestore;

import io.actorproxy.statestore.cluster.ClusterStore.Identity;
import io.actorproxy.statestore.cluster.MessagePlace;
import io.actorproxy.statestore.cluster.SlotId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How members of a cluster share the messages of a {@link MessageStore}: those to the actors of a
 * slot are claimed by the member that owns the slot. As that, its methods block, are one
 * transaction each, and may be repeated.
 *
 * <p>A claim of a member has no lease. It counts until the member has finished, recorded or
 * released the message, which it does by the methods of {@link MessageStore} with its epoch as the
 * owner, or until the membership has ended: then its fence row is gone, and the message is
 * unclaimed for all others, though it is not touched by that. So a claim that takes effect late, of
 * a member that was fenced meanwhile, harms none.
 */
public interface MemberMessages {
  /**
   * Takes messages that are due, as {@link MessageStore#claim} says, but only of these slots, and
   * leaves their {@link Message#dueAt} as it is. A slot of which many are due gives a share of them
   * only. Claims of members that have ended, and of processes that worked alone, are unclaimed
   * here.
   *
   * @param me takes nothing if it is no member any more
   */
  List<Message> claim(
      Identity me, Set<SlotId> slots, Set<MessageKind> kinds, long now, ClaimLimits limits)
      throws StoreException;

  /**
   * Makes messages unclaimed that the member has claimed without knowing it, since the answer to a
   * claim was lost, also in slots that it does not own any more. They are due when they were.
   *
   * @param known those that it knows
   * @return how many there were
   */
  int forgetClaims(Identity me, Set<MessageId> known) throws StoreException;

  /** When the first message of these slots and kinds that is not claimed is due; or earlier. */
  Optional<Long> nextDue(Set<SlotId> slots, Set<MessageKind> kinds) throws StoreException;

  /**
   * A message that is alive.
   *
   * @param place null if a process stored it that works alone, or a proxy of an earlier version
   */
  record Placed(MessageId id, ActorKey target, long dueAt, @Nullable MessagePlace place) {
    public MessageCursor cursor() {
      return new MessageCursor(dueAt, id);
    }
  }

  /**
   * One page of the messages that are alive and that a member has stored without knowing the group,
   * ordered as {@link MessageStore#list} orders them. Costs the same however many others there are.
   */
  List<Placed> withoutGroup(Optional<MessageCursor> after, int limit) throws StoreException;

  /** One page of all messages that are alive, in the same order. */
  List<Placed> places(Optional<MessageCursor> after, int limit) throws StoreException;

  /**
   * Says where the receivers of messages are. A message that is dead, not there, or used by others
   * at the moment stays where it was.
   */
  void place(Map<MessageId, MessagePlace> places) throws StoreException;
}
