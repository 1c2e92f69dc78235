package io.actorproxy.statestore;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Keeps what is still to be delivered: the outbox of turns, durable asynchronous invocations and
 * the schedule, in one queue ordered by time. Calls block; never make them on an event loop. Every
 * method is one transaction, durable on return, and safe to call from many threads and proxies at
 * once.
 *
 * <p>A message enters by {@link #add}, or with the state of the actor that sent it ({@link
 * Save#sends}). It leaves by {@link #finish} or {@link #remove}, or with the state of the actor
 * that has taken it in ({@link Save#consumes}).
 *
 * <p><b>Owners.</b> A claim belongs to the process that made it: its <i>owner</i>, a number that
 * each process has for itself and that is never {@link #UNCLAIMED}. Who delivers a message can
 * renew, record and finish only what no other owner has claimed meanwhile; the ids of those that
 * another owner has claimed are returned, and these messages stay as they are. A message is
 * unclaimed when it is added, after its claim was released, and after an attempt to deliver it was
 * recorded.
 *
 * <p>Every method throws {@link StoreUnavailableException} if the store failed, and then it may
 * have been done or not: each of them may simply be repeated.
 */
public interface MessageStore {

  /** The owner of messages that are not claimed. */
  long UNCLAIMED = 0;

  /**
   * Adds messages. One whose id is there already, alive or dead, is left as it is.
   *
   * @param owner who has claimed them until they are due, or {@link #UNCLAIMED}
   */
  void add(long owner, List<Message> messages) throws StoreException;

  /** Adds messages that are not claimed. */
  default void add(List<Message> messages) throws StoreException {
    add(UNCLAIMED, messages);
  }

  /**
   * Removes messages, alive or dead, whichever process has claimed them; those that are not there
   * are no error. For operators.
   */
  void remove(List<MessageId> ids) throws StoreException;

  /**
   * Removes messages that were delivered, alive or dead; those that are not there are no error.
   *
   * @return those that another owner has claimed; they are left, and their next delivery counts
   */
  Set<MessageId> finish(long owner, List<MessageId> ids) throws StoreException;

  /**
   * Takes messages that are due and leases them. From each lane it takes the one with the lowest
   * sequence, and the due ones that follow it without a gap, unless a delivery of one of them has
   * failed: that goes alone. The longest due come first, each right before those that follow it. No
   * other claim can take them before their lease ends, and no later one of their lanes while they
   * are there. Costs the same however many others wait.
   *
   * @param owner whose claim it is
   * @param kinds only these
   * @param now what is due until then, in milliseconds since the epoch
   * @param leaseUntil the messages' new {@link Message#dueAt}
   * @param limits how much is taken
   * @return the messages, with their new {@code dueAt}
   */
  List<Message> claim(
      long owner, Set<MessageKind> kinds, long now, long leaseUntil, ClaimLimits limits)
      throws StoreException;

  /**
   * The time of the database's own clock, in milliseconds since the epoch, for the times that its
   * other methods are given: several proxies share that clock, and not theirs. Empty if the store
   * has no other clock than this machine's.
   */
  default OptionalLong epochMillis() throws StoreException {
    return OptionalLong.empty();
  }

  /** Takes of each lane the first message only. */
  default List<Message> claim(
      long owner, Set<MessageKind> kinds, long now, long leaseUntil, int limit)
      throws StoreException {
    return claim(owner, kinds, now, leaseUntil, ClaimLimits.firstOnly(limit));
  }

  /**
   * Makes messages unclaimed, and due now, that others have claimed and whose leases end between
   * two times. For a process that begins and knows that these others have ended.
   *
   * @param owner who begins; its own claims stay as they are
   * @param now the time; leases that end until then are over anyway
   * @param until leases that end later are left
   * @return how many there were
   */
  int takeOver(long owner, long now, long until) throws StoreException;

  /**
   * How members of a cluster share these messages; empty if processes cannot. A process that works
   * alone needs none of it.
   */
  default Optional<MemberMessages> ofMembers() {
    return Optional.empty();
  }

  /** Called with each message that could not be read when it was claimed. */
  @FunctionalInterface
  interface UnreadableListener {
    /**
     * It is a dead letter now.
     *
     * @param stored the message, with the bytes that cannot be read
     * @param reason why, as the failure of the dead letter says it
     */
    void onUnreadable(Message stored, String reason);
  }

  /**
   * Sets the listener for messages that could not be read when they were claimed over this object.
   * They become dead letters whose failure begins with {@code MESSAGE_UNREADABLE}. Most stores read
   * all.
   */
  default void whenUnreadable(UnreadableListener listener) {}

  /**
   * Changes the ends of leases, and nothing else: of messages that are alive, claimed by this
   * owner, and still have the lease they were claimed with, which is their {@link Message#dueAt}.
   * One that has failed, died, left or been claimed again since is left as it is.
   *
   * @param claimed as they were claimed, or renewed before
   * @param leaseUntil their new {@code dueAt}
   * @return those that are alive, and whose claim this owner does not have until then: another has
   *     it, or none
   */
  Set<MessageId> renew(long owner, List<Message> claimed, long leaseUntil) throws StoreException;

  /**
   * Gives up claims of this owner. Messages that it has not claimed are left as they are.
   *
   * @param dueAt when the messages may be claimed again, in milliseconds since the epoch
   */
  void release(long owner, List<MessageId> ids, long dueAt) throws StoreException;

  /**
   * Makes messages due at another time, and unclaimed: those that are alive and due when they were
   * seen to be. Others are left as they are.
   *
   * @param seen as they were listed
   * @param dueAt their new {@code dueAt}
   */
  void hasten(List<Message> seen, long dueAt) throws StoreException;

  /**
   * Stores the results of deliveries, each for the lease under which it was made. A message that is
   * not there, or has another lease by now, is left as it is: another delivery counts. So is a dead
   * letter, which only {@link #revive} brings back.
   *
   * @return those that are alive and were left as they are; one that has this result already, by a
   *     call whose answer was lost, is none of them
   */
  Set<MessageId> record(long owner, List<Attempt> attempts) throws StoreException;

  /**
   * Brings dead letters back, as if no delivery had been tried. Others are left as they are.
   *
   * @param dueAt when they are due, in milliseconds since the epoch
   */
  void revive(List<MessageId> ids, long dueAt) throws StoreException;

  /** Removes dead letters. Others are left as they are. */
  void removeDead(List<MessageId> ids) throws StoreException;

  /**
   * When the first message of these kinds that can be claimed is due, or earlier; empty if there is
   * none. One that waits for another of its lane may be counted or not.
   */
  Optional<Long> nextDue(Set<MessageKind> kinds) throws StoreException;

  /** The message of that id, alive or dead. */
  Optional<Message> find(MessageId id) throws StoreException;

  /**
   * One page of messages, ordered by {@code dueAt} and then by id, as unsigned bytes.
   *
   * @param kinds only these
   * @param dead whether dead letters are asked for, or those that are alive
   * @param after the last one of the page before; empty for the first page
   * @param limit how many a page has
   */
  List<Message> list(Set<MessageKind> kinds, boolean dead, Optional<Message> after, int limit)
      throws StoreException;

  /** As {@link #find}, without the content. */
  Optional<MessageHead> head(MessageId id) throws StoreException;

  /** As {@link #list}, without contents: a page is as small as its names and failures are. */
  List<MessageHead> heads(
      Set<MessageKind> kinds, boolean dead, Optional<MessageCursor> after, int limit)
      throws StoreException;

  /** How many messages there are. Counts them all, so ask seldom. */
  long count(Set<MessageKind> kinds, boolean dead) throws StoreException;

  /**
   * How much there is.
   *
   * @param waiting how many messages are alive
   * @param waitingBytes how many bytes their contents have
   * @param scheduled how many of them are of the kind {@link MessageKind#SCHEDULE}
   * @param dead how many dead letters there are
   * @param deadBytes how many bytes their contents have
   */
  record Totals(long waiting, long waitingBytes, long scheduled, long dead, long deadBytes) {}

  /** How much there is of all. Reads all rows, so ask seldom. */
  Totals totals() throws StoreException;
}
