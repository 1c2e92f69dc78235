package io.actorproxy.statestore.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables of a cluster: its members, their leases, and which of them owns which slots. All
 * members share it, and it alone decides who may run what.
 *
 * <p>Each operation is one transaction; they block, and are safe to call from many threads at once.
 * What took effect is durable on return and is seen by every later operation of any member. None
 * throws because of the store: what cannot be said is {@linkplain StoreOutcome.Unknown unknown}.
 * Each has an outcome within a few seconds, also while another client of the store stands still in
 * the middle of a transaction, or the store does not answer.
 *
 * <p>Beside what the methods name, the store refuses the save of an epoch that was fenced or has
 * left: the save reads the epoch's fence row in its transaction, so that a fence waits for it or
 * stops it.
 */
public interface ClusterStore {
  /**
   * Makes a member, and slots without owner for those of its groups that have none yet. If there is
   * a member with this nonce, answers that one. Refused if the process may not be a member.
   */
  StoreOutcome<Identity> join(Joining joining);

  /**
   * Renews a member's lease, and reads the leases of all. Never refused. Waits for no other
   * operation, nor for saves.
   *
   * @param known views that the member has read or was told of by others
   */
  StoreOutcome<Pulse> beat(Identity me, Set<View> known);

  /** Reads what has changed since a view, in one snapshot. Refused if the store lost that view. */
  StoreOutcome<Changes> read(View seen);

  /**
   * Makes the next view, with a change. Refused if {@code seen} is not the store's view or {@code
   * me} is no member any more; so of two changes of one view one is refused, and one that was sent
   * with an unknown outcome is settled by any later view. Answers what has changed since {@code
   * seen}.
   */
  StoreOutcome<Changes> change(Identity me, View seen, Change change);

  /** Which membership an operation is for. */
  record Identity(long epoch, long nonce) {}

  /**
   * Who wants to join.
   *
   * @param groups the groups of types of its app
   * @param lost views of which the store did not know one. If it still does not, and no member has
   *     told it of the loss yet, a new history begins, with a view above the lost ones
   */
  record Joining(
      long nonce, Member.Profile profile, boolean hostUp, List<String> groups, Set<View> lost) {}

  /**
   * The answer to a heartbeat.
   *
   * @param isMember whether the member still was one; its lease is renewed exactly then
   * @param areViewsKnown whether the store knows the views that the member knows
   * @param leases the end of each member's lease in the store's own time, to be compared for
   *     equality only
   */
  record Pulse(boolean isMember, boolean areViewsKnown, View view, Map<Long, Long> leases) {}

  /**
   * What has changed since a view.
   *
   * @param members all of them
   * @param groups all groups of types, each with its app
   * @param slots those whose row has changed
   */
  record Changes(View view, List<Member> members, Map<String, String> groups, List<Slot> slots) {}
}
