package io.actorproxy.delivery;

import io.actorproxy.statestore.Attempt;
import io.actorproxy.statestore.Message;
import io.actorproxy.statestore.MessageId;
import io.actorproxy.statestore.MessageStore;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.statestore.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
final class MessageWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MessageWriter.class);
  private static final int GROUP_MAX = 1_000;
  private static final long PAUSE_MILLIS = 200;
  private static final long CLOSE_MILLIS = 2_000;

  private final MessageStore store;
  private final int capacity;
  private final Lock leasing;
  private final BlockingQueue<Write> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger adding = new AtomicInteger();
  private final Thread thread =
      Thread.ofPlatform().name("outbox-writer").daemon().unstarted(this::run);
  private volatile boolean closing;

  private sealed interface Write {
    /** {@code onResult} hears null when the message is durable, or why it is not. */
    record Add(Message message, Consumer<@Nullable StoreException> onResult) implements Write {}

    record Remove(MessageId id, Runnable then) implements Write {}

    record Note(Lease lease, Function<Message, Attempt> attempt, Runnable then) implements Write {
      /** One of these is right, and the store knows which. */
      Stream<Attempt> attempts() {
        return lease.claimed().stream().map(attempt);
      }
    }

    record Release(List<Lease> leases, long dueAt, Runnable then) implements Write {}

    record WakeUp() implements Write {}
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
  }

  void start() {
    thread.start();
  }

  /**
   * Adds a message.
   *
   * @param onResult called once, on the writer's thread, before the next message that was given
   *     later
   * @return false if too many wait; then {@code onResult} is never called
   */
  boolean add(Message message, Consumer<@Nullable StoreException> onResult) {
    if (closing || adding.incrementAndGet() > capacity) {
      adding.decrementAndGet();
      return false;
    }
    return queue.add(new Write.Add(message, onResult));
  }

  /** Removes a message that was delivered; {@code then} runs when it is gone. */
  void remove(MessageId id, Runnable then) {
    queue.add(new Write.Remove(id, then));
  }

  /**
   * Records what became of a delivery, if its message still has the lease; {@code then} runs when
   * that is stored.
   *
   * @param attempt of the message as it was claimed
   */
  void record(Lease lease, Function<Message, Attempt> attempt, Runnable then) {
    queue.add(new Write.Note(lease, attempt, then));
  }

  /** Gives up leases, whose messages are then due at {@code dueAt}. */
  void release(List<Lease> leases, long dueAt, Runnable then) {
    queue.add(new Write.Release(leases, dueAt, then));
  }

  private void run() {
    List<Write> group = new ArrayList<>();
    while (!(closing && group.isEmpty() && queue.isEmpty())) {
      try {
        if (group.isEmpty()) {
          group.add(queue.take());
        } else if (!closing) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      } catch (InterruptedException _) {
        // Nobody interrupts this thread; if somebody does, the loop simply goes on.
      }
      queue.drainTo(group, GROUP_MAX);
      write(group);
      if (closing && queue.isEmpty()) {
        return;
      }
    }
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

  /** Writes what waits; for those who have no thread. */
  void writeOnce() {
    List<Write> group = new ArrayList<>();
    queue.drainTo(group);
    write(group);
    queue.addAll(group);
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
      LOG.error("Expected to write about messages, but the store driver broke", e);
      return new StoreUnavailableException(String.valueOf(e), e);
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("Expected a message to go on, but it broke", e);
    }
  }

  /** Waits for what was given before, but not for a store that hangs. */
  @Override
  public void close() {
    closing = true;
    queue.add(new Write.WakeUp());
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
