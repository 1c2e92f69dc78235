package io.actorproxy.statestore.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The tables of a cluster: its members, their leases, which types form a group, and which member
 * owns which slots. All members share it, and it alone decides who may run what.
 *
 * <p>Each operation is one transaction. They block, and are safe to call from many threads at once.
 * What took effect is durable on return and is seen by every later operation of any member; what
 * was refused has changed nothing. None throws because of the store: what cannot be said is
 * {@linkplain StoreOutcome.Unknown unknown}. Each has an outcome within some seconds, also while
 * the store does not answer, and another client that stands still in the middle of a transaction
 * holds it up for two seconds at most.
 *
 * <p>Beside what the methods name, the store refuses saves of a member that was fenced or has left,
 * see {@link io.actorproxy.statestore.Save#member}: such a save reads the member's fence row in its
 * transaction. So a fence waits for the saves under way, and once it took effect no later one is
 * accepted.
 *
 * <p>All time is the store's own. Numbers of views and epochs are at least its time in milliseconds
 * since the epoch of Unix, and each is above the one before: a store that went back to an earlier
 * state gives none twice.
 */
public interface ClusterStore {
  /** How long a heartbeat renews a lease, by the store's own time, in milliseconds. */
  int LEASE_MILLIS = 3_000;

  /**
   * For how long the leases of all members must be over before a member of another mark may join,
   * in milliseconds. Until then they are thought to come back, as after an outage of the store.
   */
  int SILENT_MILLIS = 30_000;

  /** How many slots a group of types has, from 0. */
  int SLOTS_OF_A_GROUP = 256;

  /** How many groups an app has at most: types that are registered then join the newest of them. */
  int GROUPS_OF_AN_APP = 64;

  /**
   * Makes a member that is up, with a lease, and registers types of its app, see {@link
   * Change.Register}. If there is a member with this nonce, answers that one and changes nothing.
   * Makes the next view. Refused while there is a member of another mark whose lease is not over
   * for {@link #SILENT_MILLIS}; if there are only others, they are fenced, and their slots have no
   * owner.
   */
  StoreOutcome<Identity> join(Joining joining);

  /**
   * Renews a member's lease, and reads the leases of all. A late heartbeat renews it too, unless
   * the member was fenced. Never refused. Waits for no join, save or change, but for the fence of
   * this member.
   *
   * @param known views that the member has read or was told of by others
   */
  StoreOutcome<Pulse> beat(Identity me, Set<View> known);

  /**
   * Reads what has changed since a view, all of one moment. Refused if the store lost that view, or
   * a thousand have followed it.
   *
   * @param seen {@link View#NONE} reads all there is
   */
  StoreOutcome<Changes> read(View seen);

  /**
   * Makes the next view, with a change. Refused if {@code seen} is not the store's view or {@code
   * me} is no member any more; so of two changes of one view one is refused, and one that was sent
   * with an unknown outcome is settled by any later view. A part of a change whose condition is not
   * met is left out, as {@link Change} says. Answers what has changed since {@code seen}.
   */
  StoreOutcome<Changes> change(Identity me, View seen, Change change);

  /**
   * The members whose leases are not over by the time of the store, in the order of their epochs.
   * For a process that is to work alone, and must not do so beside them: it need not be a member.
   */
  StoreOutcome<List<Member>> living();

  /** Which membership an operation is for. */
  record Identity(long epoch, long nonce) {
    /** No member: a process that works alone. */
    public static final Identity NONE = new Identity(Slot.NO_MEMBER, 0);
  }

  /**
   * Who wants to join.
   *
   * @param nonce drawn anew for each membership, at random; the same when a join is repeated
   * @param types types that the host has registered
   * @param mark what all members of a cluster have in common and others do not, up to 32 characters
   *     of ASCII: members that cannot talk to each other must not share slots
   * @param previousMark the mark of members that this one can talk to as well, while the mark is
   *     changed; empty if there are none
   * @param lost views of which the store did not know one. If it still does not, and no member has
   *     told it of the loss yet, a new history begins, with a view above the lost ones. Views that
   *     are older than the thousand that it keeps say nothing
   */
  record Joining(
      long nonce,
      Member.Profile profile,
      boolean hostUp,
      List<TypeName> types,
      String mark,
      String previousMark,
      Set<View> lost) {
    /** One that can talk to members of its own mark alone. */
    public Joining(
        long nonce,
        Member.Profile profile,
        boolean hostUp,
        List<TypeName> types,
        String mark,
        Set<View> lost) {
      this(nonce, profile, hostUp, types, mark, "", lost);
    }

    /** The marks of a cluster that this member is the first of. */
    public String marks() {
      return mark + previousMark;
    }

    /**
     * The marks that the store has once this one has joined members of other marks: one, or the
     * next one with the previous one behind it. Who has the next one alone says that all have it.
     *
     * @param theirs the marks that the store has
     * @return empty if it cannot talk to those
     */
    public Optional<String> marksBeside(String theirs) {
      if (theirs.equals(mark)) {
        return Optional.of(theirs);
      }
      if (!mark.isEmpty() && theirs.contains(mark)) {
        boolean isLast = theirs.startsWith(mark) && previousMark.isEmpty();
        return Optional.of(isLast ? mark : theirs);
      }
      return !previousMark.isEmpty() && theirs.contains(previousMark)
          ? Optional.of(marks())
          : Optional.empty();
    }
  }

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
   * @param members all of them, in the order of their epochs
   * @param groups all groups of types, each with its app
   * @param types all types that were registered, each with its group
   * @param serving for each member the groups of its app of which it has registered a type
   * @param slots those whose row has changed
   */
  record Changes(
      View view,
      List<Member> members,
      Map<String, String> groups,
      Map<TypeName, String> types,
      Map<Long, Set<String>> serving,
      List<Slot> slots) {}
}
