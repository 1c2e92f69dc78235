package io.actorproxy.delivery;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import io.actorproxy.store.BatchWriter;
import io.actorproxy.time.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
final class MessageWriter implements BatchWriter.Transactions, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MessageWriter.class);
  private static final int GROUP_MAX = 1_000;
  private static final Backoff PAUSES = new Backoff(200, 200);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final MessageStore store;
  private final int capacity;
  private final Lock leasing;
  private final BatchWriter<Write> writer;
  private final AtomicInteger adding = new AtomicInteger();

  /** Writes that the last transactions have left; only the writer's thread uses it. */
  private final List<Write> group = new ArrayList<>();

  private sealed interface Write {
    /** {@code onResult} gets null when the message is durable, or the reason why it is not. */
    record Add(Message message, Consumer<@Nullable StoreException> onResult) implements Write {}

    record Remove(MessageId id, Runnable then) implements Write {}

    record Note(Lease lease, Function<Message, Attempt> attempt, Runnable then) implements Write {
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
        new BatchWriter<>(
            new BatchWriter.Settings(
                "outbox-writer", Integer.MAX_VALUE, PAUSES, false, CLOSE_LIMIT),
            this);
  }

  void start() {
    writer.start();
  }

  /**
   * Adds a message.
   *
   * @param onResult called once, on the writer's thread, before the next message that was given
   *     later
   * @return false if too many wait or the writer is closed; then {@code onResult} is never called
   */
  boolean add(Message message, Consumer<@Nullable StoreException> onResult) {
    if (adding.incrementAndGet() <= capacity
        && writer.offer(new Write.Add(message, onResult)) == BatchWriter.Offer.TAKEN) {
      return true;
    }
    adding.decrementAndGet();
    return false;
  }

  /** Removes a message that was delivered; {@code then} runs when it is gone. */
  void remove(MessageId id, Runnable then) {
    offer(new Write.Remove(id, then));
  }

  /**
   * Records the result of a delivery, if its message still has the lease; {@code then} runs when
   * that is stored.
   *
   * @param attempt of the message as it was claimed
   */
  void record(Lease lease, Function<Message, Attempt> attempt, Runnable then) {
    offer(new Write.Note(lease, attempt, then));
  }

  /** Gives up leases, whose messages are then due at {@code dueAt}. */
  void release(List<Lease> leases, long dueAt, Runnable then) {
    offer(new Write.Release(leases, dueAt, then));
  }

  /**
   * After the end a message stays as it is in the store, and is delivered again at the next start.
   */
  private void offer(Write write) {
    if (writer.offer(write) != BatchWriter.Offer.TAKEN) {
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
    List<Write.Add> adds = only(Write.Add.class, group);
    List<Write.Remove> removes = only(Write.Remove.class, group);
    List<Write.Note> notes = only(Write.Note.class, group);
    List<Write.Release> releases = only(Write.Release.class, group);
    group.clear();
    if (!adds.isEmpty()) {
      StoreException failure =
          attempt(() -> store.add(adds.stream().map(Write.Add::message).toList()));
      adding.addAndGet(-adds.size());
      adds.forEach(add -> guarded(() -> add.onResult().accept(failure)));
    }
    if (!removes.isEmpty()) {
      if (attempt(() -> store.remove(removes.stream().map(Write.Remove::id).toList())) == null) {
        removes.forEach(remove -> guarded(remove.then()));
      } else {
        group.addAll(removes);
      }
    }
    if (!notes.isEmpty()) {
      if (underLease(() -> store.record(notes.stream().flatMap(Write.Note::attempts).toList()))) {
        notes.forEach(note -> guarded(note.then()));
      } else {
        group.addAll(notes);
      }
    }
    for (Write.Release release : releases) {
      if (underLease(() -> store.renew(claimed(release.leases()), release.dueAt()))) {
        guarded(release.then());
      } else {
        group.add(release);
      }
    }
  }

  private static List<Message> claimed(List<Lease> leases) {
    return leases.stream().flatMap(lease -> lease.claimed().stream()).toList();
  }

  private boolean underLease(Work work) {
    leasing.lock();
    try {
      return attempt(work) == null;
    } finally {
      leasing.unlock();
    }
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
