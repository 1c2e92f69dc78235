package io.actorproxy.delivery;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.store.BatchWorker;
import io.actorproxy.time.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the store what cannot go with the state of an actor, many in one transaction. Thread
 * safe.
 *
 * <p>What cannot be removed or recorded while the store fails is tried again until it can. There
 * are at most as many of these as there are messages under way.
 */
final class MessageWriter implements BatchWorker.Transactions, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MessageWriter.class);
  private static final int GROUP_MAX = 1_000;
  private static final Backoff PAUSES = new Backoff(200, 200);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final MessageStore store;
  private final int capacity;
  private final Lock leasing;
  private final BatchWorker<Write> writer;
  private final AtomicInteger adding = new AtomicInteger();

  /** Writes that the last transactions have left; only the writer's thread uses it. */
  private final List<Write> group = new ArrayList<>();

  /**
   * What is done when the result of a delivery has been written; one of two.
   *
   * @param stored it is in the store
   * @param lost another process has claimed the message, and its delivery counts
   */
  record Outcome(Runnable stored, Runnable lost) {}

  /** A message that is to be added. */
  static final class Adding implements Write {
    private final Message message;
    private final long owner;
    private final Consumer<@Nullable StoreException> onResult;
    private final AtomicBoolean isTaken = new AtomicBoolean();

    /**
     * @param owner who has claimed it from the beginning, if it is claimed
     * @param onResult gets null when the message is durable, or the reason why it is not. Called
     *     once on the writer's thread, before the next message that was given later; never if it is
     *     withdrawn
     */
    Adding(Message message, long owner, Consumer<@Nullable StoreException> onResult) {
      this.message = message;
      this.owner = owner;
      this.onResult = onResult;
    }

    Message message() {
      return message;
    }

    long owner() {
      return owner;
    }

    /** Keeps it from the store; false if that has it already, or may have. Thread safe. */
    boolean withdraw() {
      return isTaken.compareAndSet(false, true);
    }

    /** It goes to the store; false if it was withdrawn. */
    private boolean take() {
      return isTaken.compareAndSet(false, true);
    }
  }

  private sealed interface Write permits Adding, Write.Finish, Write.Note, Write.Release {
    record Finish(Lease lease, Outcome outcome) implements Write {}

    record Note(Lease lease, Function<Message, Attempt> attempt, Outcome outcome) implements Write {
      /** One of these is right, and the store knows which. */
      Stream<Attempt> attempts() {
        return lease.claimed().stream().map(attempt);
      }
    }

    record Release(List<Lease> leases, long dueAt, Runnable then) implements Write {}
  }

  /**
   * One that lets at most {@code capacity} messages wait to be added.
   *
   * @param leasing held while leases are renewed, so that none changes between being looked up and
   *     being used
   */
  MessageWriter(MessageStore store, int capacity, Lock leasing) {
    this.store = store;
    this.capacity = capacity;
    this.leasing = leasing;
    // Without a capacity of its own: what is added has one, and the rest is under way.
    this.writer =
        new BatchWorker<>(
            new BatchWorker.Settings(
                "outbox-writer", Integer.MAX_VALUE, PAUSES, false, CLOSE_LIMIT),
            this);
  }

  void start() {
    writer.start();
  }

  /**
   * Adds a message.
   *
   * @return false if too many wait or the writer is closed; then its result never comes
   */
  boolean add(Adding message) {
    if (adding.incrementAndGet() <= capacity && writer.offer(message) == BatchWorker.Offer.TAKEN) {
      return true;
    }
    adding.decrementAndGet();
    return false;
  }

  /** Removes a message that was delivered. */
  void finish(Lease lease, Outcome outcome) {
    offer(new Write.Finish(lease, outcome));
  }

  /**
   * Records the result of a delivery, if its message still has the lease.
   *
   * @param attempt of the message as it was claimed
   */
  void record(Lease lease, Function<Message, Attempt> attempt, Outcome outcome) {
    offer(new Write.Note(lease, attempt, outcome));
  }

  /** Gives up claims of messages, which are then due at {@code dueAt}. */
  void release(List<Lease> leases, long dueAt, Runnable then) {
    offer(new Write.Release(leases, dueAt, then));
  }

  /**
   * After the end a message stays as it is in the store, and is delivered again at the next start.
   */
  private void offer(Write write) {
    if (writer.offer(write) != BatchWorker.Offer.TAKEN) {
      LOG.warn(
          "Expected the result of a delivery to be stored, but the proxy ends ({}); the message"
              + " stays in the store and may run again",
          write.getClass().getSimpleName());
    }
  }

  @Override
  public boolean runNext() {
    for (int room = GROUP_MAX; room > 0; room--) {
      Write next = writer.poll();
      if (next == null) {
        break;
      }
      group.add(next);
    }
    write(group);
    return group.isEmpty();
  }

  /** Writes everything that waits, until the store fails; for tests, which start no thread. */
  void writeOnce() {
    boolean taken = runNext();
    while (taken && writer.peek() != null) {
      taken = runNext();
    }
  }

  @Override
  public long nanosUntilDue() {
    return group.isEmpty() ? Long.MAX_VALUE : 0;
  }

  @Override
  public void giveUp() {
    LOG.warn(
        "Expected to write {} results of deliveries before stopping, but the store failed;"
            + " their messages are delivered again",
        group.size());
    group.clear();
  }

  /** Carries out a group in few transactions; what has to be tried again stays in it. */
  private void write(List<Write> group) {
    List<Adding> adds = only(Adding.class, group);
    List<Write.Finish> finishes = only(Write.Finish.class, group);
    List<Write.Note> notes = only(Write.Note.class, group);
    List<Write.Release> releases = only(Write.Release.class, group);
    group.clear();
    add(adds);
    byOwner(finishes, Write.Finish::lease).forEach(this::finish);
    byOwner(notes, Write.Note::lease).forEach(this::record);
    for (Write.Release release : releases) {
      if (attempt(() -> release(store, release.leases(), release.dueAt())) == null) {
        guarded(release.then());
      } else {
        group.add(release);
      }
    }
  }

  /**
   * Writes by owner. Nothing is written of a membership that has ended: its claims do not count.
   */
  private static <W> Map<Long, List<W>> byOwner(List<W> writes, Function<W, Lease> lease) {
    return writes.stream().collect(groupingBy(write -> lease.apply(write).owner()));
  }

  private void finish(long owner, List<Write.Finish> finishes) {
    if (finishes.getFirst().lease().hasEnded()) {
      finishes.forEach(one -> tell(one.outcome(), true));
      return;
    }
    List<MessageId> ids = finishes.stream().map(one -> one.lease().message().id()).toList();
    Set<MessageId> lost = new HashSet<>();
    if (attempt(() -> lost.addAll(store.finish(owner, ids))) == null) {
      finishes.forEach(one -> tell(one.outcome(), lost.contains(one.lease().message().id())));
    } else {
      group.addAll(finishes);
    }
  }

  private void record(long owner, List<Write.Note> notes) {
    if (notes.getFirst().lease().hasEnded()) {
      notes.forEach(note -> tell(note.outcome(), true));
      return;
    }
    Set<MessageId> lost = new HashSet<>();
    if (record(owner, notes, lost)) {
      notes.forEach(note -> tell(note.outcome(), lost.contains(note.lease().message().id())));
    } else {
      group.addAll(notes);
    }
  }

  /** Gives up claims, in the names in which they were made; those that have ended are given up. */
  static void release(MessageStore store, Collection<Lease> leases, long dueAt)
      throws StoreException {
    Map<Long, List<MessageId>> byOwner =
        leases.stream()
            .filter(lease -> !lease.hasEnded())
            .collect(groupingBy(Lease::owner, mapping(lease -> lease.message().id(), toList())));
    for (Map.Entry<Long, List<MessageId>> its : byOwner.entrySet()) {
      store.release(its.getKey(), its.getValue(), dueAt);
    }
  }

  private void add(List<Adding> all) {
    List<Adding> adds = all.stream().filter(Adding::take).toList();
    Map<Long, StoreException> failures = new HashMap<>();
    adds.stream()
        .collect(groupingBy(Adding::owner, mapping(Adding::message, toList())))
        .forEach(
            (its, messages) -> {
              StoreException failure = attempt(() -> store.add(its, messages));
              if (failure != null) {
                failures.put(its, failure);
              }
            });
    adding.addAndGet(-all.size());
    adds.forEach(add -> guarded(() -> add.onResult.accept(failures.get(add.owner()))));
  }

  private boolean record(long owner, List<Write.Note> notes, Set<MessageId> lost) {
    leasing.lock();
    try {
      List<Attempt> attempts = notes.stream().flatMap(Write.Note::attempts).toList();
      boolean isRecorded = attempt(() -> lost.addAll(store.record(owner, attempts))) == null;
      if (isRecorded) {
        // Before their leases may be renewed, for a claim that has ended well is none that is lost.
        notes.forEach(note -> note.lease().settle());
      }
      return isRecorded;
    } finally {
      leasing.unlock();
    }
  }

  private static void tell(Outcome outcome, boolean lost) {
    guarded(lost ? outcome.lost() : outcome.stored());
  }

  private static <W extends Write> List<W> only(Class<W> type, List<Write> group) {
    return group.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @FunctionalInterface
  private interface Work {
    void run() throws StoreException;
  }

  private static @Nullable StoreException attempt(Work work) {
    try {
      work.run();
      return null;
    } catch (StoreException e) {
      LOG.warn("Expected to write about messages, but: {}", e.getMessage());
      return e;
    } catch (RuntimeException e) {
      LOG.error(
          "BUG: the store driver threw while messages were written; new ones are refused, other"
              + " writes are repeated",
          e);
      return new StoreUnavailableException(String.valueOf(e), e);
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("BUG: the callback of a written message threw; its caller may get no reply", e);
    }
  }

  /** Waits for what was given before, but not for a store that hangs. */
  @Override
  public void close() {
    writer.close();
  }
}
